import { useRef, useState } from "react";
import { IconFileCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { VerifiedFile } from "@/features/certificates/api/certificates";
import { LIMIT_BYTES, verifyFile } from "@/features/certificates/api/certificates";
import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";
import { cx } from "@/ui/cx";
import { Note } from "@/ui/note";

import css from "./check.module.css";

/** A file to check: the PDF or its credential, dropped here or chosen. The server looks and keeps nothing. */
export function FileCheck() {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [found, setFound] = useState<{ name: string; file: VerifiedFile }>();
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setRefusal(undefined);
    setFound(undefined);
    if (file.size > LIMIT_BYTES) return setRefusal(t("certificates:file.tooLarge", { limit: format.size(LIMIT_BYTES) }));
    setBusy(true);
    try {
      setFound({ name: file.name, file: await verifyFile(file) });
    } catch (error) {
      setRefusal(problemText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div
      className={cx(css.drop, over && css.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <p className="sm t2">{t("certificates:file.lead")}</p>
      <div>
        <input ref={input} type="file" accept=".pdf,.json,.jwt,application/pdf,application/json" className="sr" tabIndex={-1} aria-hidden="true" onChange={(event) => (void take(event.target.files?.[0]), (event.target.value = ""))} />
        <Button size="s" busy={busy} icon={<IconFileCheck size={16} stroke={1.75} aria-hidden="true" />} onClick={() => input.current?.click()}>
          {t(busy ? "certificates:file.busy" : "certificates:file.choose")}
        </Button>
      </div>
      {refusal !== undefined && <Note kind="bad">{refusal}</Note>}
      {found !== undefined && <Outcome name={found.name} file={found.file} />}
    </div>
  );
}

function Outcome({ name, file }: { name: string; file: VerifiedFile }) {
  const { t } = useTranslation();
  const { checked } = file;
  if (file.verdict !== "ours" || checked == null) return <Note kind={file.verdict === "not-ours" ? "bad" : "warning"}>{t(`certificates:file.${file.verdict === "not-ours" ? "notOurs" : "nothing"}`, { name })}</Note>;
  const good = checked.state === "valid" && file.as_issued !== false;
  return (
    <Note kind={good ? "positive" : "warning"}>
      <p>{t(`certificates:file.state.${checked.state}`, { holder: checked.holder_name ?? "", course: checked.course_title ?? "" })}</p>
      {file.as_issued === false && <p>{t("certificates:file.changed")}</p>}
      <p>
        <Link className="link" to="/check/$number" params={{ number: checked.number }}>
          {checked.number}
        </Link>
      </p>
    </Note>
  );
}
