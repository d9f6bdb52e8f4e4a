import { useState } from "react";
import { IconBraces, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { fetchBadge, fetchPdf } from "@/features/certificates/api/certificates";
import { keepFile } from "@/lib/keep-file";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";

interface DownloadProps {
  number: string;
  /** Of the course: one page may have several of these. */
  title: string;
}

/** The PDF to keep. The first one takes a moment: it is made then. */
export function Download({ number, title }: DownloadProps) {
  const { t } = useTranslation();
  const { busy, save } = useSave(() => fetchPdf(number), `${number}.pdf`);
  return (
    <Button size="s" busy={busy} icon={<IconDownload size={16} stroke={1.75} aria-hidden="true" />} aria-label={t("certificates:downloadOf", { title })} onClick={() => void save()}>
      PDF
    </Button>
  );
}

/** The credential that wallets of badges take; the PDF has it inside too. */
export function DownloadBadge({ number, title }: DownloadProps) {
  const { t } = useTranslation();
  const { busy, save } = useSave(() => fetchBadge(number), `${number}.json`);
  return (
    <Button size="s" busy={busy} icon={<IconBraces size={16} stroke={1.75} aria-hidden="true" />} aria-label={t("certificates:badgeOf", { title })} onClick={() => void save()}>
      Open Badge, JSON
    </Button>
  );
}

function useSave(fetchFile: () => Promise<Blob>, name: string) {
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      keepFile(await fetchFile(), name);
    } catch (error) {
      toast(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, save };
}
