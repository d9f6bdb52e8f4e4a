import { useState } from "react";
import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import type { Person, Role } from "@/features/admin/api/people";
import { useUpdatePerson } from "@/features/admin/api/people";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Note } from "@/ui/note";
import { Segmented } from "@/ui/segmented";

interface PersonDialogProps {
  person: Person;
  onClose: () => void;
}

export function RoleDialog({ person, onClose }: PersonDialogProps) {
  const { t } = useTranslation();
  const [role, setRole] = useState<Role>(person.role);
  const update = useUpdatePerson();
  return (
    <Confirm
      title={t("admin:roleOf", { name: person.name })}
      onClose={onClose}
      update={update}
      action={t("admin:people.saveRole")}
      onConfirm={() => update.mutate({ id: person.id, role }, { onSuccess: onClose })}
    >
      <Segmented<Role>
        label={t("admin:people.role")}
        value={role}
        onChange={setRole}
        options={(["student", "teacher", "admin"] as const).map((value) => ({ value, label: t(`admin:role.${value}`) }))}
      />
      <p>{t(`admin:roleMeans.${role}`)}</p>
    </Confirm>
  );
}

export function BlockDialog({ person, onClose }: PersonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const update = useUpdatePerson();
  return (
    <Confirm
      title={t("admin:block.title", { name: person.name })}
      onClose={onClose}
      update={update}
      danger
      action={t("admin:block.go")}
      onConfirm={() => update.mutate({ id: person.id, blocked: true, ...(reason.trim() !== "" && { blocked_reason: reason.trim() }) }, { onSuccess: onClose })}
    >
      <p>{t("admin:block.text")}</p>
      <TextInput label={t("admin:block.reason")} description={t("admin:block.reasonHint")} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Confirm>
  );
}

export function UnblockDialog({ person, onClose }: PersonDialogProps) {
  const { t } = useTranslation();
  const update = useUpdatePerson();
  return (
    <Confirm
      title={t("admin:unblock.title", { name: person.name })}
      onClose={onClose}
      update={update}
      action={t("admin:unblock.go")}
      onConfirm={() => update.mutate({ id: person.id, blocked: false }, { onSuccess: onClose })}
    >
      {person.blocked_reason != null && person.blocked_reason !== "" && <p>{t("admin:unblock.reason", { reason: person.blocked_reason })}</p>}
      <p>{t("admin:unblock.text")}</p>
    </Confirm>
  );
}

interface ConfirmProps {
  title: string;
  action: string;
  danger?: boolean;
  update: ReturnType<typeof useUpdatePerson>;
  onClose: () => void;
  onConfirm: () => void;
  children: React.ReactNode;
}

function Confirm({ title, action, danger, update, onClose, onConfirm, children }: ConfirmProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <Dialog
      opened
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button variant={danger === true ? "danger" : "ink"} busy={update.isPending} onClick={onConfirm}>
            {update.isPending ? t("common:saving") : action}
          </Button>
        </>
      }
    >
      {children}
      {update.isError && <Note kind="bad">{problemText(update.error)}</Note>}
    </Dialog>
  );
}
