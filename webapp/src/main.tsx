import "./app.css";
import { createRoot } from "react-dom/client";

createRoot(document.getElementById("root")!).render(<h1 className="text-accent">Modelbase</h1>);
