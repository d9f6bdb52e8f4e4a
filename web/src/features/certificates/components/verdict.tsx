import { IconHelpHexagon, IconRosetteDiscountCheck, IconRosetteDiscountCheckOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Checked } from "@/features/certificates/api/certificates";
import { useFormat } from "@/i18n/use-format";
import { cx } from "@/ui/cx";

import css from "./check.module.css";

const ICONS = { valid: IconRosetteDiscountCheck, revoked: IconRosetteDiscountCheckOff, withdrawn: IconRosetteDiscountCheckOff, unknown: IconHelpHexagon };

/** What the school says of a number: genuine, revoked, replaced, or never issued. */
export function Verdict({ checked }: { checked: Checked }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state } = checked;
  const Icon = ICONS[state];
  const since = checked.changed_at == null ? "" : format.date(checked.changed_at);
  return (
    <div className={css.verdict}>
      <span className={cx(css.badge, state !== "unknown" && css[state])}>
        <Icon size={24} stroke={1.75} aria-hidden="true" />
      </span>
      <div className="stack stack-s">
        <h1>{t(`certificates:verdict.${state}.title`)}</h1>
        <p className="t2">
          {state === "valid" && t("certificates:verdict.valid.text", { school: checked.school_name, when: format.moment(checked.checked_at) })}
          {state === "revoked" && t("certificates:verdict.revoked.text", { since, reason: checked.reason ?? "" })}
          {state === "withdrawn" && t("certificates:verdict.withdrawn.text", { since })}
          {state === "unknown" && t("certificates:verdict.unknown.text", { number: checked.number })}
        </p>
        {checked.replaced_by != null && (
          <p>
            {t("certificates:verdict.inForce")}{" "}
            <Link className="link" to="/check/$number" params={{ number: checked.replaced_by }}>
              {checked.replaced_by}
            </Link>
          </p>
        )}
      </div>
    </div>
  );
}

/** What is printed on it, in words that can be copied. */
export function Facts({ checked }: { checked: Checked }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows: [string, string | null | undefined][] = [
    [t("certificates:facts.number"), checked.number],
    [t("certificates:facts.holder"), checked.holder_name],
    [t("certificates:facts.course"), checked.course_title],
    [t("certificates:facts.teacher"), checked.teacher_name],
    [t("certificates:facts.school"), checked.school_name],
    [t("certificates:facts.issued"), checked.issued_at == null ? null : format.date(checked.issued_at)],
    [t("certificates:facts.watched"), checked.watched == null ? null : format.percent(checked.watched / 100)],
    [t("certificates:facts.score"), checked.score == null ? null : format.percent(checked.score / 100)],
  ];
  return (
    <section className="sheet pad" aria-label={t("certificates:facts.label")}>
      <dl className={css.facts}>
        {rows.map(([name, value]) =>
          value == null ? null : (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
