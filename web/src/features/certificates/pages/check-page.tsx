import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { checkQuery } from "@/features/certificates/api/certificates";
import { Acts } from "@/features/certificates/components/acts";
import { CheckForm } from "@/features/certificates/components/check-form";
import css from "@/features/certificates/components/check.module.css";
import { FileCheck } from "@/features/certificates/components/file-check";
import { Paper } from "@/features/certificates/components/paper";
import { Facts, Verdict } from "@/features/certificates/components/verdict";
import { useTitle } from "@/lib/use-title";
import { Failure } from "@/ui/failure";
import { PageHead } from "@/ui/page-head";
import { Skeleton, Waiting } from "@/ui/skeleton";

/** Where anyone checks a certificate, without an account. */
export function CheckPage() {
  const { t } = useTranslation();
  useTitle(t("certificates:check.title"));
  return (
    <div className={`wrap ${css.alone}`}>
      <PageHead title={t("certificates:check.title")} lead={t("certificates:check.lead")} />
      <section className="sheet pad-l stack">
        <CheckForm />
        <FileCheck />
      </section>
    </div>
  );
}

/** What the school says of one number: where the QR code leads. */
export function CheckedPage() {
  const { t } = useTranslation();
  const { number } = useParams({ from: "/check/$number" });
  const check = useQuery(checkQuery(number));
  useTitle(t("certificates:check.title"));
  if (check.isPending)
    return (
      <div className={`wrap ${css.page}`}>
        <Waiting>
          <Skeleton height={420} radius="var(--r-control)" />
        </Waiting>
      </div>
    );
  if (check.isError)
    return (
      <div className={`wrap ${css.alone}`}>
        <Failure error={check.error} onRetry={() => void check.refetch()} />
      </div>
    );
  const checked = check.data;
  const other = (
    <section className="sheet pad stack">
      <CheckForm again />
      <FileCheck />
    </section>
  );
  if (checked.state === "unknown")
    return (
      <div className={`wrap ${css.alone}`}>
        <Verdict checked={checked} />
        {other}
      </div>
    );
  return (
    <div className={`wrap ${css.page}`}>
      <Paper key={checked.number} certificate={checked} />
      <div className={css.side}>
        <Verdict checked={checked} />
        <Facts checked={checked} />
        <Acts key={checked.number} checked={checked} />
        {other}
      </div>
    </div>
  );
}
