import css from "./spinner.module.css";

/** Something short is going on. What, and how far, is said by the words beside it. */
export function Spinner({ size = 16 }: { size?: number }) {
  return <span className={css.spinner} style={{ width: size, height: size }} aria-hidden="true" />;
}
