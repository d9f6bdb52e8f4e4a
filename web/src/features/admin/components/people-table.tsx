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
              head={
                <>
                  <th scope="col">{t("admin:people.name")}</th>
                  <th scope="col">{t("admin:people.email")}</th>
                  <th scope="col">{t("admin:people.role")}</th>
                  <th scope="col">{t("admin:people.since")}</th>
                  <th scope="col">
                    <span className="sr">{t("admin:people.actions")}</span>
                  </th>
                </>
              }
            >
              {shown.map((person) => (
                <Row key={person.id} person={person} mine={person.id === myId} onAct={(kind) => setAct({ kind, person })} />
              ))}
            </Table>
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

interface RowProps {
  person: Person;
  mine: boolean;
  onAct: (kind: "role" | "block" | "unblock") => void;
}

function Row({ person, mine, onAct }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const blocked = person.blocked_at != null;
  return (
    <tr>
      <td>
        <span className="row row-s">
          <Avatar name={person.name} size="s" />
          <span className="strong nowrap">{person.name}</span>
        </span>
      </td>
      <td>{person.email}</td>
      <td>
        <span className="row row-s">
          {t(`admin:role.${person.role}`)}
          {blocked && <Tag kind="bad">{t("admin:people.blocked")}</Tag>}
        </span>
      </td>
      <td className="nowrap muted">{format.date(person.created_at)}</td>
      <td data-number>
        {mine ? (
          <span className="muted">{t("admin:people.you")}</span>
        ) : (
          <Menu>
            <Menu.Target>
              <IconButton small label={t("admin:people.menu", { name: person.name })}>
                <IconDots stroke={1.75} />
              </IconButton>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onAct("role")}>{t("admin:people.setRole")}</Menu.Item>
              {blocked ? (
                <Menu.Item onClick={() => onAct("unblock")}>{t("admin:people.unblock")}</Menu.Item>
              ) : (
                <Menu.Item data-danger onClick={() => onAct("block")}>
                  {t("admin:people.block")}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  );
}
