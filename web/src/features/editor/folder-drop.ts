import { createContext, use } from "react";

/** Takes a dropped folder and asks what to make of it. False when there is none: the place takes the files itself. */
export type TakeFolder = (data: DataTransfer) => boolean;

export const FolderDropContext = createContext<TakeFolder>(() => false);

export const useFolderDrop = (): TakeFolder => use(FolderDropContext);

export const hasFolder = (data: DataTransfer): boolean => [...data.items].some((item) => item.kind === "file" && item.webkitGetAsEntry()?.isDirectory === true);
