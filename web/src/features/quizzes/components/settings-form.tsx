import { useState } from "react";
import { Checkbox, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Settings } from "@/features/quizzes/api/types";
import type { Mistake } from "@/features/quizzes/model";
import { useMistakeText } from "@/features/quizzes/use-mistakes";

import css from "./editor.module.css";

interface SettingsFormProps {
  settings: Settings;
  mistakes: readonly Mistake[];
  onChange: (settings: Settings) => void;
}

const SHOW = ["answers", "right_wrong", "score", "nothing"] as const;
const WHEN = ["at_once", "after_pass_or_last", "after_close"] as const;

/** How a test is taken: time, attempts, what is shown after. An empty figure is no limit. */
export function SettingsForm({ settings, mistakes, onChange }: SettingsFormProps) {
  const { t } = useTranslation();
  const wrong = useMistakeText(mistakes);
  const set = (change: Partial<Settings>) => onChange({ ...settings, ...change });
  return (
    <section className={`sheet pad-l ${css.settings}`} aria-label={t("quizzes:tab.settings")}>
      <div className={css.choices}>
        <Figure label={t("quizzes:settings.time")} hint={t("quizzes:settings.timeHint")} value={settings.time_limit_s === null ? null : settings.time_limit_s / 60} error={wrong("settings.time_limit_s")} onChange={(minutes) => set({ time_limit_s: minutes === null ? null : minutes * 60 })} />
        <Figure label={t("quizzes:settings.attempts")} hint={t("quizzes:settings.attemptsHint")} value={settings.attempts} error={wrong("settings.attempts")} onChange={(attempts) => set({ attempts })} />
        <Figure label={t("quizzes:settings.pause")} value={settings.pause_s === 0 ? null : settings.pause_s / 60} error={wrong("settings.pause_s")} onChange={(minutes) => set({ pause_s: (minutes ?? 0) * 60 })} />
        <Figure label={t("quizzes:settings.pass")} value={settings.pass_percent} max={100} error={wrong("settings.pass_percent")} onChange={(percent) => percent !== null && set({ pass_percent: percent })} />
      </div>
      <div className={css.choices}>
        <Select
          label={t("quizzes:settings.paging")}
          data={(["all", "one"] as const).map((value) => ({ value, label: t(`quizzes:paging.${value}`) }))}
          value={settings.paging}
          onChange={(paging) => paging !== null && set({ paging: paging as Settings["paging"] })}
        />
        <Select label={t("quizzes:settings.show")} data={SHOW.map((value) => ({ value, label: t(`quizzes:show.${value}`) }))} value={settings.show} onChange={(show) => show !== null && set({ show: show as Settings["show"] })} />
        <Select
          label={t("quizzes:settings.when")}
          data={WHEN.map((value) => ({ value, label: t(`quizzes:when.${value}`) }))}
          value={settings.show_when}
          disabled={settings.show === "nothing"}
          error={wrong("settings.show_when")}
          onChange={(when) => when !== null && set({ show_when: when as Settings["show_when"] })}
        />
      </div>
      <div className={css.choices}>
        <Moment label={t("quizzes:settings.opens")} value={settings.opens_at} error={wrong("settings.opens_at")} onChange={(opens_at) => set({ opens_at })} />
        <Moment label={t("quizzes:settings.closes")} value={settings.closes_at} error={wrong("settings.closes_at")} onChange={(closes_at) => set({ closes_at })} />
      </div>
      <div>
        <Checkbox label={t("quizzes:settings.shuffleQuestions")} checked={settings.shuffle_questions} onChange={(event) => set({ shuffle_questions: event.target.checked })} />
        <Checkbox label={t("quizzes:settings.shuffleOptions")} checked={settings.shuffle_options} onChange={(event) => set({ shuffle_options: event.target.checked })} />
      </div>
    </section>
  );
}

interface FigureProps {
  label: string;
  hint?: string;
  value: number | null;
  max?: number;
  error: string | undefined;
  onChange: (value: number | null) => void;
}

function Figure({ label, hint, value, max = 99_999, error, onChange }: FigureProps) {
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      label={label}
      description={hint}
      inputMode="numeric"
      value={typed ?? (value === null ? "" : String(Math.round(value * 100) / 100))}
      error={error}
      onChange={(event) => {
        const digits = event.target.value.replace(/\D/g, "").slice(0, 5);
        setTyped(digits);
        onChange(digits === "" ? null : Math.min(max, Number(digits)));
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

const two = (part: number) => String(part).padStart(2, "0");
/** As the browser's field of date and time wants it, in the zone of the one who looks. */
function local(iso: string | null): string {
  if (iso === null) return "";
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function Moment({ label, value, error, onChange }: { label: string; value: string | null; error: string | undefined; onChange: (value: string | null) => void }) {
  return <TextInput type="datetime-local" label={label} value={local(value)} error={error} onChange={(event) => onChange(event.target.value === "" ? null : new Date(event.target.value).toISOString())} />;
}
