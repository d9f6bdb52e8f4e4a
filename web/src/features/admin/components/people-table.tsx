import { useState } from "react";
import { Menu, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDots, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/me";
import type { Person, Role } from "@/features/admin/api/people";
import { usePeople } from "@/features/admin/api/people";
import { useFormat } from "@/i18n/use-format";
import { Avatar } from "@/ui/avatar";
import { IconButton } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { More } from "@/ui/more";
import { SheetHead } from "@/ui/sheet-head";
import { Blocks } from "@/ui/skeleton";
import { Table } from "@/ui/table";
import { Tag } from "@/ui/tag";

import css from "./people-table.module.css";
import { BlockDialog, RoleDialog, UnblockDialog } from "./person-dialogs";

const ROLES = ["student", "teacher", "admin"] as const;
const EVERYONE = "everyone";
type Act = { kind: "role" | "block" | "unblock"; person: Person } | undefined;

/** Everybody in the school: search, role, block. The viewer's own row cannot be changed: no one locks themselves out. */
export function PeopleTable() {
  const { t } = useTranslation();
  const format = useFormat();
  const [words, setWords] = useState("");
  const [q] = useDebouncedValue(words.trim(), 250);
  const [role, setRole] = useState<Role | undefined>(undefined);
  const [act, setAct] = useState<Act>(undefined);
  const people = usePeople(q, role);
  const myId = useMe().data?.id;
  const shown = people.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setAct(undefined);
  return (
    <section className="sheet" aria-busy={people.isFetching}>
      <SheetHead title={t("admin:people.title")}>
        <div className={css.tools} role="search">
          <TextInput aria-label={t("admin:people.search")} placeholder={t("admin:people.search")} leftSection={<IconSearch size={16} stroke={1.75} />} value={words} onChange={(event) => setWords(event.target.value)} />
          <Select
            aria-label={t("admin:people.role")}
            value={role ?? EVERYONE}
            data={[{ value: EVERYONE, label: t("admin:people.everyone") }, ...ROLES.map((each) => ({ value: each, label: t(`admin:role.${each}`) }))]}
            onChange={(value) => setRole(ROLES.find((each) => each === value))}
          />
        </div>
      </SheetHead>
      <Loaded query={people} waiting={<Blocks heights={[24, 24, 24, 24, 24, 24]} />} inSheet>
        {() =>
          shown.length === 0 ? (
            <p className="pad t2">{t("admin:people.none")}</p>
          ) : (
            <Table
              caption={t("admin:people.title")}
              columns={[{ label: t("admin:people.name") }, { label: t("admin:people.email"), plain: true }, { label: t("admin:people.role") }, { label: t("admin:people.since") }, { label: t("admin:people.actions"), acts: true }]}
              rows={shown.map((person) => ({
                key: person.id,
                cells: [
                  <span key="name" className="row row-s">
                    <Avatar name={person.name} size="s" />
                    <span className="strong">{person.name}</span>
                  </span>,
                  person.email,
                  <span key="role" className="row row-s row-w">
                    {t(`admin:role.${person.role}`)}
                    {person.blocked_at != null && <Tag kind="bad">{t("admin:people.blocked")}</Tag>}
                  </span>,
                  <span key="since" className="nowrap muted">
                    {format.date(person.created_at)}
                  </span>,
                  person.id === myId ? (
                    <span key="you" className="muted">
                      {t("admin:people.you")}
                    </span>
                  ) : (
                    <Acts key="acts" person={person} onAct={(kind) => setAct({ kind, person })} />
                  ),
                ],
              }))}
            />
          )
        }
      </Loaded>
      <More list={people} inSheet />
      {act?.kind === "role" && <RoleDialog person={act.person} onClose={close} />}
      {act?.kind === "block" && <BlockDialog person={act.person} onClose={close} />}
      {act?.kind === "unblock" && <UnblockDialog person={act.person} onClose={close} />}
    </section>
  );
}

function Acts({ person, onAct }: { person: Person; onAct: (kind: "role" | "block" | "unblock") => void }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <Menu.Target>
        <IconButton small label={t("admin:people.menu", { name: person.name })}>
          <IconDots stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAct("role")}>{t("admin:people.setRole")}</Menu.Item>
        {person.blocked_at != null ? (
          <Menu.Item onClick={() => onAct("unblock")}>{t("admin:people.unblock")}</Menu.Item>
        ) : (
          <Menu.Item data-danger onClick={() => onAct("block")}>
            {t("admin:people.block")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
