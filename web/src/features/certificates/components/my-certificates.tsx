import { IconCertificate } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Certificate } from "@/features/certificates/api/certificates";
import { myCertificatesQuery } from "@/features/certificates/api/certificates";
import { useFormat } from "@/i18n/use-format";
import { Failure } from "@/ui/failure";
import { More } from "@/ui/more";
import { SheetHead } from "@/ui/sheet-head";
import { Tag } from "@/ui/tag";

import { Download } from "./download";
import css from "./my-certificates.module.css";

/** The viewer's certificates in the cabinet: they stay when the course has left. Nothing is shown before the first. */
export function MyCertificates() {
  const { t } = useTranslation();
  const list = useInfiniteQuery(myCertificatesQuery);
  // What was replaced is reached from what replaced it.
  const all = list.data?.pages.flatMap((page) => page.items).filter(({ state }) => state !== "withdrawn") ?? [];
  if (list.isError && all.length === 0) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (all.length === 0) return null;
  return (
    <section className="sheet">
      <SheetHead title={t("certificates:mine.title")} />
      <ul role="list">
        {all.map((certificate) => (
          <Row key={certificate.id} certificate={certificate} />
        ))}
      </ul>
      <More list={list} inSheet />
    </section>
  );
}

function Row({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={css.row}>
      <IconCertificate size={24} stroke={1.5} aria-hidden="true" className={css.icon} />
      <div className={css.words}>
        <h3>
          <Link to="/check/$number" params={{ number: certificate.number }}>
            {certificate.course_title}
          </Link>
        </h3>
        <p className="xs muted">
          {certificate.number} · {format.date(certificate.issued_at)}
          {certificate.state === "revoked" && (
            <>
              {" "}
              <Tag kind="bad">{t("certificates:stamp.revoked")}</Tag>
            </>
          )}
        </p>
      </div>
      <Download number={certificate.number} title={certificate.course_title} />
    </li>
  );
}
