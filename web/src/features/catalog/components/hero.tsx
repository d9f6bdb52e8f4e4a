import { useRef, useState } from "react";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/cx";
import { StairsArt } from "@/ui/stairs-art";

import css from "./hero.module.css";

interface HeroProps {
  words: string | undefined;
  onSearch: (words: string | undefined) => void;
}

/** The search is the hero. With words in it the hero shrinks to its field. */
export function Hero({ words, onSearch }: HeroProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(words ?? "");
  const small = words !== undefined;
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([["/", () => field.current?.focus()]]);
  return (
    <section className={cx(css.hero, small && css.small, "on-stage")}>
      {!small && <StairsArt className={css.art} low />}
      <div className={cx("wrap", css.inside)}>
        {!small && (
          <>
            <h1 className="display">{t("catalog:hero.title")}</h1>
            <p className="lg">{t("catalog:hero.text")}</p>
          </>
        )}
        {small && <h1 className="sr">{t("catalog:found", { words })}</h1>}
        <form
          role="search"
          className={css.find}
          onSubmit={(event) => {
            event.preventDefault();
            const next = typed.trim();
            onSearch(next === "" ? undefined : next);
          }}
        >
          <input ref={field} type="search" aria-label={t("catalog:hero.label")} placeholder={t("catalog:hero.hint")} value={typed} maxLength={200} onChange={(event) => setTyped(event.target.value)} />
          {small && (
            <IconButton label={t("catalog:hero.clear")} onClick={() => onSearch(undefined)}>
              <IconX stroke={1.75} />
            </IconButton>
          )}
          <Button type="submit" variant="ink" icon={<IconSearch stroke={1.75} aria-hidden="true" />}>
            {t("catalog:hero.search")}
          </Button>
        </form>
      </div>
    </section>
  );
}
