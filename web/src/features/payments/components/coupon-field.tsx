import { useState } from "react";
import { TextInput } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";
import { Button } from "@/ui/button";

import css from "./payments.module.css";

interface CouponFieldProps {
  /** What the coupon takes off, once it holds. */
  applied: { code: string; off_minor: number } | null;
  currency: string;
  busy: boolean;
  error: string | undefined;
  onApply: (code: string | undefined) => void;
}

/** A coupon's code. It holds only after the server has said what it takes off. */
export function CouponField({ applied, currency, busy, error, onApply }: CouponFieldProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState("");
  if (applied !== null)
    return (
      <p className="row row-w" role="status">
        <span className={`row row-s ${css.off}`}>
          <IconCheck size={20} stroke={1.75} aria-hidden="true" />
          {t("payments:coupon.applied", { code: applied.code, off: format.money(applied.off_minor, currency) })}
        </span>
        <Button
          size="s"
          variant="quiet"
          onClick={() => {
            setTyped("");
            onApply(undefined);
          }}
        >
          {t("payments:coupon.remove")}
        </Button>
      </p>
    );
  return (
    <form
      className={css.coupon}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && typed.trim() !== "") onApply(typed.trim());
      }}
    >
      <TextInput label={t("payments:coupon.label")} autoComplete="off" spellCheck={false} maxLength={40} value={typed} error={error} onChange={(event) => setTyped(event.target.value)} />
      <Button type="submit" busy={busy} disabled={typed.trim() === ""}>
        {t(busy ? "payments:coupon.busy" : "payments:coupon.apply")}
      </Button>
    </form>
  );
}
