import { useState } from "react";
import { Checkbox, Menu, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconDots, IconPlayerPlayFilled, IconTrash } from "@tabler/icons-react";

import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Cover } from "@/ui/cover";
import { Dialog } from "@/ui/dialog";
import { Empty } from "@/ui/empty";
import { Note } from "@/ui/note";
import { PageHead } from "@/ui/page-head";
import { Segmented } from "@/ui/segmented";
import { SheetHead } from "@/ui/sheet-head";
import { Skeleton } from "@/ui/skeleton";
import { Spinner } from "@/ui/spinner";
import { Table } from "@/ui/table";
import { Tabs } from "@/ui/tabs";
import { Tag } from "@/ui/tag";
import { IntervalTape, Tape } from "@/ui/tape";
import { Timecode } from "@/ui/timecode";
import { toast } from "@/ui/toast";

import { Colours, Section, Type } from "./ground";

const LESSONS = [18, 24, 6, 8, 22, 42, 35, 10, 12, 28, 47, 31, 29, 40, 20];

/** Every part in all its states, for whoever builds pages. Its words are not translated: it is not part of the product. */
export function DevUiPage() {
  return (
    <div className="wrap stack stack-xl" style={{ paddingBlock: "var(--s-8)" }}>
      <PageHead title="Parts" lead="Colour speaks of time only: green is done, yellow is now, grey is ahead, crimson is broken." crumbs={<span>/dev/ui</span>} actions={<Button size="s">Action</Button>} />
      <Tapes />
      <Buttons />
      <Fields />
      <Choices />
      <Section title="Notes">
        <Note>The order of lessons was changed; students see it after publishing.</Note>
        <Note kind="now">The video can be watched already. Quality grows in 6 minutes.</Note>
        <Note kind="positive">The course is published.</Note>
        <Note kind="warning">After these uploads 16 GB is left, about 27 hours of lectures.</Note>
        <Note kind="bad" action={<Button size="s">Replace the file</Button>}>
          The file breaks off at minute 18.
        </Note>
      </Section>
      <Section title="Covers, drawn from lessons">
        <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(200px, 1fr))", gap: 14 }}>
          {Array.from({ length: 12 }, (_, index) => (
            <div key={index} style={{ borderRadius: 10, overflow: "hidden", aspectRatio: "16/9" }}>
              <Cover seed={`course ${index}`} lengths={LESSONS.slice(0, 3 + index * 2).map((minutes) => minutes * 60_000)} done={index % 3 === 0 ? [0, 1, 3, 4] : undefined} />
            </div>
          ))}
        </div>
      </Section>
      <Floating />
      <Section title="Table, empty, skeleton, people">
        <section className="sheet">
          <SheetHead title="People">
            <span className="muted sm">2</span>
          </SheetHead>
          <Table
            caption="People"
            columns={[{ label: "Name" }, { label: "Courses", number: true }]}
            rows={["Anna Vorontsova", "Марат Юсупов"].map((name, n) => ({
              key: name,
              cells: [
                <span key="name" className="row row-s">
                  <Avatar name={name} size="s" /> {name}
                </span>,
                n * 8 + 4,
              ],
            }))}
          />
        </section>
        <section className="sheet">
          <Empty title="Start with the files" actions={<Button variant="ink">Choose files</Button>}>
            Drop the folder with your lectures here.
          </Empty>
        </section>
        <div className="stack">
          <Skeleton height={26} width="40%" />
          <Skeleton />
          <Skeleton width="80%" />
        </div>
        <div className="row">
          <Avatar name="Дарья Смирнова" size="l" />
          <Avatar name="Дарья Смирнова" />
          <Avatar name="Дарья Смирнова" size="s" />
          <Spinner />
        </div>
      </Section>
      <Colours />
      <Type />
    </div>
  );
}

function Tapes() {
  const chunk = (state: "done" | "running" | "failed" | "ahead", times: number) => Array.from({ length: times }, () => ({ length: 1, state }));
  return (
    <Section title="The tape">
      <p className="sm muted">A course: a bar is a lesson</p>
      <Tape pieces={LESSONS.map((length, index) => (index === 5 ? { length, part: 38, here: true } : { length, state: index < 5 ? "done" : "ahead" }))} label="5 of 15 lessons" />
      <p className="sm muted">A lesson: watched intervals and the place</p>
      <IntervalTape intervals={[[0, 0.31], [0.52, 0.59], [0.8, 0.84]]} at={0.31} label="42% watched" />
      <p className="sm muted">Sending, 62%</p>
      <Tape pieces={[{ length: 62, state: "sent" }, { length: 38 }]} label="62%" />
      <p className="sm muted">Paused: no network</p>
      <Tape pieces={[{ length: 33, state: "sent" }, { length: 67, state: "paused" }]} label="33%, paused" />
      <p className="sm muted">Encoding: a bar is a chunk</p>
      <Tape pieces={[...chunk("done", 16), ...chunk("running", 3), ...chunk("failed", 1), ...chunk("ahead", 18)]} label="16 of 38 chunks" />
      <p className="sm muted">Small, large, on the stage</p>
      <Tape size="s" pieces={LESSONS.map((length) => ({ length }))} label="15 lessons" />
      <Tape size="l" pieces={LESSONS.map((length) => ({ length }))} label="15 lessons" />
      <div className="on-stage stack" style={{ background: "var(--stage)", padding: 20, borderRadius: 12 }}>
        <Tape onStage pieces={LESSONS.map((length, index) => (index === 5 ? { length, part: 38, here: true } : { length, state: index < 5 ? "done" : "ahead" }))} label="5 of 15 lessons" />
        <IntervalTape onStage intervals={[[0, 0.31], [0.52, 0.59]]} at={0.31} label="38% watched" />
      </div>
    </Section>
  );
}

function Buttons() {
  return (
    <Section title="Buttons">
      {(["m", "l", "s"] as const).map((size) => (
        <div key={size} className="row row-w">
          <Button size={size} variant="ink">Publish</Button>
          <Button size={size} variant="lamp" icon={<IconPlayerPlayFilled />}>Continue from 12:47</Button>
          <Button size={size}>Replace the file</Button>
          <Button size={size} variant="quiet">Cancel</Button>
          <Button size={size} variant="danger">Delete the course</Button>
          <Button size={size} variant="ink" disabled>Publish</Button>
          <Button size={size} variant="ink" busy>Saving</Button>
          <Button size={size} busy>Saving</Button>
        </div>
      ))}
      <div className="row">
        <IconButton label="More"><IconDots stroke={1.75} /></IconButton>
        <IconButton label="More, small" small><IconDots stroke={1.75} /></IconButton>
        <IconButton label="Delete" disabled><IconTrash stroke={1.75} /></IconButton>
      </div>
    </Section>
  );
}

function Fields() {
  return (
    <Section title="Fields">
      <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(260px, 1fr))", gap: 24 }}>
        <TextInput label="Course title" placeholder="For example, “Linear algebra”" description="Up to 120 characters, seen in the catalogue" />
        <TextInput label="Filled" defaultValue="Machine learning" />
        <TextInput label="With an error" defaultValue="140" description="Hidden by the error" error="A number from 0 to 100" />
        <TextInput label="Disabled" defaultValue="Not now" disabled />
        <TextInput label="Read-only" defaultValue="LC-2026-004812" readOnly />
        <PasswordInput label="Password" defaultValue="correct horse" />
        <PasswordInput label="Password with an error" defaultValue="1" error="At least 10 characters" />
        <Select label="Level" data={["Beginner", "Intermediate", "Advanced"]} defaultValue="Beginner" />
        <Textarea label="Summary" autosize minRows={3} defaultValue="From a linear model to a neural network of your own." />
        <Checkbox label="A required lesson" defaultChecked />
      </div>
    </Section>
  );
}

function Choices() {
  const [period, setPeriod] = useState<"month" | "year">("month");
  const [tab, setTab] = useState<"lessons" | "notes">("lessons");
  return (
    <Section title="Choices, tags, times">
      <Segmented label="Period" value={period} onChange={setPeriod} options={[{ value: "month", label: "Month" }, { value: "year", label: "Year" }]} />
      <Tabs label="Panels" value={tab} onChange={setTab} tabs={[{ value: "lessons", label: "Lessons" }, { value: "notes", label: "Notes", count: 14 }]}>
        <p style={{ paddingTop: 16 }}>{tab}</p>
      </Tabs>
      <div className="row row-w">
        <Tag>Draft</Tag>
        <Tag kind="positive">Ready</Tag>
        <Tag kind="warning">Little space</Tag>
        <Tag kind="bad">Refused</Tag>
        <Tag kind="now">Now</Tag>
        <Tag kind="line">Draft</Tag>
        <Timecode ms={760_000} />
        <Timecode ms={760_000} onGo={() => toast("Opened at 12:40")} />
        <Timecode ms={760_000} current onGo={() => toast("Opened at 12:40")} />
      </div>
    </Section>
  );
}

function Floating() {
  const [opened, setOpened] = useState(false);
  return (
    <Section title="Menu, dialog, toast">
      <div className="row row-w">
        <Menu>
          <Menu.Target>
            <Button>Open the menu</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item>Replace the file</Menu.Item>
            <Menu.Divider />
            <Menu.Item data-danger leftSection={<IconTrash size={18} stroke={1.75} />}>
              Delete the lesson
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Button onClick={() => setOpened(true)}>Open the dialog</Button>
        <Button onClick={() => toast("Lesson moved to section 2", { label: "Undo", run: () => toast("Lesson is back") })}>Show a toast</Button>
      </div>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title="Delete the lesson “Adam”?"
        actions={
          <>
            <Button variant="quiet" onClick={() => setOpened(false)}>Keep</Button>
            <Button variant="danger" onClick={() => setOpened(false)}>Delete the lesson</Button>
          </>
        }
      >
        <p>The video and 14 messages stay in the bin for 30 days.</p>
      </Dialog>
    </Section>
  );
}
