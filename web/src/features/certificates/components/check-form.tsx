import { useState } from "react";
import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Button } from "@/ui/button";

import css from "./check.module.css";

/** A number to check, typed as it is read: spaces, small letters and Cyrillic ones do no harm. */
export function CheckForm({ again }: { again?: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [number, setNumber] = useState("");
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = number.trim();
        if (typed === "") return;
        setNumber("");
        void navigate({ to: "/check/$number", params: { number: typed } });
      }}
    >
      <TextInput className={css.field} label={t(again === true ? "certificates:check.another" : "certificates:check.number")} placeholder={`LC-${new Date().getFullYear()}-…`} autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={60} value={number} onChange={(event) => setNumber(event.target.value)} />
      <Button type="submit" variant="ink" disabled={number.trim() === ""}>
        {t("certificates:check.go")}
      </Button>
    </form>
  );
}
