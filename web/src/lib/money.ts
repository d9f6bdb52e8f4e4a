/** Money of the API: a whole number of the currency's smallest units, and an ISO 4217 code. */

const NO_DIGITS = new Set("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" "));
const THREE_DIGITS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** What prices may be in; the first is offered first. */
export const CURRENCIES = ["RUB", "USD", "EUR", "KZT", "BYN"] as const;

/** The most a price may be, in minor units. */
export const PRICE_LIMIT_MINOR = 100_000_000_000;

/** Digits after the point by ISO 4217. `Intl` has its own opinion of some currencies, so it is not asked. */
export function digitsOf(currency: string): number {
  return NO_DIGITS.has(currency) ? 0 : THREE_DIGITS.has(currency) ? 3 : 2;
}

/** «6 900 ₽», “$9.50”: the digits after the point only where they are not all zeros, or always when `exact`. */
export function moneyIn(locale: string): (minor: number, currency: string, exact?: boolean) => string {
  const made = new Map<string, Intl.NumberFormat>();
  return (minor, currency, exact = false) => {
    const unit = 10 ** digitsOf(currency);
    const digits = exact || minor % unit !== 0 ? digitsOf(currency) : 0;
    const key = `${currency}${digits}`;
    const format = made.get(key) ?? new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits });
    made.set(key, format);
    // The sign of hyphens and minuses differs between languages: money has a minus.
    return format.format(minor / unit).replace(/^-/, "−");
  };
}

/** An amount as it is typed into a field: `6900`, `9.50`. */
export function amountText(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const unit = 10 ** digits;
  return minor % unit === 0 ? String(minor / unit) : (minor / unit).toFixed(digits);
}

/** A typed amount in minor units; undefined for what is none. Spaces group, a comma or a point parts the kopecks. */
export function readAmount(typed: string, currency: string): number | undefined {
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(typed.replace(/[\s\u00A0\u202F]/g, ""));
  if (match === null) return undefined;
  const [, whole = "", part = ""] = match;
  const digits = digitsOf(currency);
  if (part.length > digits) return undefined;
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, "0") || "0");
}
