const two = (number: number) => String(number).padStart(2, "0");

/** A moment as the field of a day and an hour has it, in the reader's time zone. */
export function toLocal(iso: string | null): string {
  if (iso === null) return "";
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Nothing while the field is half filled, or for a year that is being typed. */
export function fromLocal(value: string): string | undefined {
  const at = new Date(value);
  return value === "" || Number.isNaN(at.getTime()) || at.getFullYear() < 2000 ? undefined : at.toISOString();
}
