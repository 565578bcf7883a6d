/** Starts the app in its page. Everything it is made of is in app.tsx. */
import "./app.css";
import { createRoot } from "react-dom/client";
import { makeApp } from "./app.tsx";

createRoot(document.getElementById("root")!).render(makeApp().element);
