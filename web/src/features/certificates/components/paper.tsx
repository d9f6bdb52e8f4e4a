import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Checked } from "@/features/certificates/api/certificates";
import { pictureOf } from "@/features/certificates/api/certificates";
import { cx } from "@/ui/cx";

import css from "./paper.module.css";

/** The certificate as it is printed; one that is not in force is pale and says so across. */
export function Paper({ certificate }: { certificate: Checked }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(true);
  const off = certificate.state !== "valid";
  return (
    <figure className={cx(css.paper, off && css.off)}>
      {shown && <img src={pictureOf(certificate.number)} alt={t("certificates:paper", { name: certificate.holder_name, course: certificate.course_title })} onError={() => setShown(false)} />}
      {off && <figcaption className={css.stamp}>{t(`certificates:stamp.${certificate.state === "revoked" ? "revoked" : "withdrawn"}`)}</figcaption>}
    </figure>
  );
}
