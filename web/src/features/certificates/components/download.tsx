import { useState } from "react";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { fetchPdf } from "@/features/certificates/api/certificates";
import { saveBlob } from "@/features/certificates/save-blob";
import { Button } from "@/ui/button";
import { toast } from "@/ui/toast";

/** The PDF to keep. The first one takes a moment: it is made then. */
export function Download({ number, title }: { number: string; title: string }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const get = async () => {
    setBusy(true);
    try {
      saveBlob(await fetchPdf(number), `${number}.pdf`);
    } catch (error) {
      toast(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="s" busy={busy} icon={<IconDownload size={16} stroke={1.75} aria-hidden="true" />} aria-label={t("certificates:downloadOf", { title })} onClick={() => void get()}>
      PDF
    </Button>
  );
}
