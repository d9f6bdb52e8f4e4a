import { moneyIn } from "./money";

/** Numbers, dates and lengths of time as the reader's language writes them. */
export interface Format {
  number: (value: number) => string;
  /** «70 %» of 0.7; `digits` after the point where there are some. */
  percent: (share: number, digits?: number) => string;
  /** «21 ноября 2026» */
  date: (iso: string) => string;
  /** «21 ноя 2026, 14:06» */
  moment: (iso: string) => string;
  /** «14:06» */
  time: (iso: string) => string;
  /** «вчера», «2 часа назад» */
  ago: (iso: string) => string;
  /** «9 ч 40 мин»: for sums and remainders. Under a minute it counts seconds. */
  length: (ms: number) => string;
  /** «1,4 ГБ», decimal units, as disks are sold. */
  size: (bytes: number) => string;
  /** «6 900 ₽» of 690000: minor units. `exact` writes the kopecks always. */
  money: (minor: number, currency: string, exact?: boolean) => string;
}

const UNITS = { ru: { h: "ч", m: "мин", s: "с" }, en: { h: "h", m: "min", s: "s" } };
const NBSP = "\u00A0";

/** «12:47», «1:02:03»: a place in a recording, the same in every language. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function lengthIn(units: { h: string; m: string; s: string }, ms: number): string {
  if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1000))}${NBSP}${units.s}`;
  const total = Math.round(ms / 60_000);
  const [hours, minutes] = [Math.floor(total / 60), total % 60];
  const parts = [hours > 0 && `${hours}${NBSP}${units.h}`, minutes > 0 && `${minutes}${NBSP}${units.m}`];
  return parts.filter(Boolean).join(NBSP);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

export function formatFor(language: "ru" | "en", now: () => number = Date.now): Format {
  const locale = language === "ru" ? "ru-RU" : "en-GB";
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
  const moment = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const SIZES = language === "ru" ? ["Б", "кБ", "МБ", "ГБ", "ТБ"] : ["B", "kB", "MB", "GB", "TB"];
  return {
    number: (value) => number.format(value),
    percent: (share, digits = 0) => (digits === 0 ? percent : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits })).format(share),
    // «г.» after the year is a habit of forms, not of pages
    date: (iso) => date.format(new Date(iso)).replace(/\s?г\.$/, ""),
    moment: (iso) => moment.format(new Date(iso)).replace(/\s?г\.(?=,|$)/, ""),
    time: (iso) => time.format(new Date(iso)),
    ago: (iso) => {
      const past = new Date(iso).getTime() - now();
      const [unit, size] = STEPS.find(([, step]) => Math.abs(past) >= step) ?? ["minute", 60_000];
      return relative.format(Math.round(past / size), unit);
    },
    length: (ms) => lengthIn(UNITS[language], ms),
    money: moneyIn(locale),
    size: (bytes) => {
      const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
      const value = bytes / 1000 ** power;
      const digits = power >= 3 && value < 100 ? 1 : 0;
      return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)}${NBSP}${SIZES[power] ?? ""}`;
    },
  };
}
