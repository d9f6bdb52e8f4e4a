import { useEffect, useRef, useState } from "react";
import type { PDFDocumentProxy, PDFPageProxy } from "pdfjs-dist";
import { getDocument, GlobalWorkerOptions, TextLayer } from "pdfjs-dist";
import PdfWorker from "pdfjs-dist/build/pdf.worker.min.mjs?worker";
import { useTranslation } from "react-i18next";

import { Note } from "@/ui/note";

import css from "./pdf-view.module.css";

/** Beyond this a page of a phone takes more memory than it shows. */
const SHARPEST = 2;

type Opened = { kind: "opening" } | { kind: "open"; document: PDFDocumentProxy; ratio: number } | { kind: "broken" };

/** A document page under page. It is drawn by us and runs no scripts: browsers of phones have no viewer, and those that have one run it outside of our policy. */
export function PdfView({ bytes, name }: { bytes: Blob; name: string }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<Opened>({ kind: "opening" });
  useEffect(() => {
    let gone = false;
    GlobalWorkerOptions.workerPort ??= new PdfWorker();
    const open = async () => {
      const task = getDocument({ data: new Uint8Array(await bytes.arrayBuffer()), isEvalSupported: false, enableXfa: false });
      const document = await task.promise;
      const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
      if (gone) return void task.destroy();
      setOpened({ kind: "open", document, ratio: width / height });
    };
    open().catch(() => !gone && setOpened({ kind: "broken" }));
    return () => {
      gone = true;
    };
  }, [bytes]);
  const document = opened.kind === "open" ? opened.document : undefined;
  useEffect(() => () => void document?.loadingTask.destroy(), [document]);
  if (opened.kind === "opening") return <div className={css.page} style={{ aspectRatio: 0.707 }} role="status" aria-label={t("common:loading")} />;
  if (opened.kind === "broken") return <Note kind="bad">{t("courses:files.broken")}</Note>;
  return (
    <section className={css.pages} aria-label={name}>
      {Array.from({ length: opened.document.numPages }, (_, index) => (
        <Page key={index} document={opened.document} number={index + 1} ratio={opened.ratio} />
      ))}
    </section>
  );
}

function Page({ document, number, ratio: guessed }: { document: PDFDocumentProxy; number: number; ratio: number }) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const [ratio, setRatio] = useState(guessed);
  const [near, setNear] = useState(false);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const seen = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), { rootMargin: "100% 0px" });
    const sized = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    seen.observe(element);
    sized.observe(element);
    return () => {
      seen.disconnect();
      sized.disconnect();
    };
  }, []);

  useEffect(() => {
    const [surface, layer] = [canvas.current, words.current];
    if (!near || width === 0 || surface === null || layer === null) return;
    let stop: (() => void) | undefined;
    let gone = false;
    const draw = async () => {
      const page: PDFPageProxy = await document.getPage(number);
      if (gone) return;
      const natural = page.getViewport({ scale: 1 });
      setRatio(natural.width / natural.height);
      const viewport = page.getViewport({ scale: width / natural.width });
      const sharp = Math.min(SHARPEST, globalThis.devicePixelRatio || 1);
      surface.width = Math.floor(viewport.width * sharp);
      surface.height = Math.floor(viewport.height * sharp);
      const task = page.render({ canvas: surface, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
      layer.replaceChildren();
      layer.style.setProperty("--total-scale-factor", String(viewport.scale));
      const text = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
      stop = () => {
        task.cancel();
        text.cancel();
      };
      await Promise.all([task.promise, text.render()]);
    };
    // A page that is scrolled past is given up on the way; the next sight of it draws it anew.
    draw().catch(() => undefined);
    return () => {
      gone = true;
      stop?.();
    };
  }, [document, near, number, width]);

  return (
    <div ref={place} className={css.page} style={{ aspectRatio: ratio }} role="group" aria-label={t("courses:files.page", { number, count: document.numPages })}>
      {near && (
        <>
          <canvas ref={canvas} aria-hidden="true" />
          <div ref={words} className={css.words} />
        </>
      )}
    </div>
  );
}
