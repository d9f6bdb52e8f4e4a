import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { createLink } from "@tanstack/react-router";

import css from "./button.module.css";
import { cx } from "./cx";
import { Spinner } from "./spinner";

export type ButtonVariant = "ink" | "lamp" | "outline" | "quiet" | "danger";

interface Look {
  variant?: ButtonVariant | undefined;
  size?: "s" | "m" | "l" | undefined;
  wide?: boolean | undefined;
  /** An icon before the words: 20 px, 16 px in small buttons. */
  icon?: ReactNode;
  /** An icon after the words: where it leads. */
  iconEnd?: ReactNode;
  /** On the dark stage: light words and edge. */
  onStage?: boolean | undefined;
}

const look = ({ variant = "outline", size = "m", wide, onStage }: Look, extra?: string) =>
  cx(css.button, css[variant], size === "s" && css.small, size === "l" && css.large, wide && css.wide, onStage && css.onStage, extra);

interface ButtonProps extends Look, ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
  /** While set the button keeps its place, cannot be pressed and shows a spinner; say the verb in the words: «Сохраняем». */
  busy?: boolean;
}

/** An action. Its words are a verb with an object. One lamp button a screen. */
export function Button({ variant, size, wide, icon, iconEnd, onStage, busy, className, children, type = "button", disabled, onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-disabled={busy === true || undefined}
      aria-busy={busy === true || undefined}
      data-busy={busy === true || undefined}
      // A busy button stays in the order of focus, so it is refused here, not by `disabled`.
      onClick={busy === true ? (event) => event.preventDefault() : onClick}
      className={look({ variant, size, wide, onStage }, className)}
    >
      {busy === true ? <Spinner /> : icon}
      {children !== undefined && <span>{children}</span>}
      {iconEnd}
    </button>
  );
}

interface AnchorProps extends Look, AnchorHTMLAttributes<HTMLAnchorElement> {
  ref?: Ref<HTMLAnchorElement>;
}

function ButtonAnchor({ variant, size, wide, icon, iconEnd, onStage, className, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={look({ variant, size, wide, onStage }, className)}>
      {icon}
      {children !== undefined && <span>{children}</span>}
      {iconEnd}
    </a>
  );
}

/** A button's look on a link: it leads to another page. */
export const ButtonLink = createLink(ButtonAnchor);

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  ref?: Ref<HTMLButtonElement>;
  /** Read out and shown as a tip; an icon has no words of its own. */
  label: string;
  small?: boolean;
}

/** An icon that everyone knows, with a label for those who do not see it. */
export function IconButton({ label, small, className, children, type = "button", ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} aria-label={label} title={label} className={cx(css.icon, small && css.iconSmall, className)}>
      {children}
    </button>
  );
}
