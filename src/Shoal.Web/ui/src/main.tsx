import { render } from "preact";
import { App } from "./app";
import "./theme";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/table.css";
import "./styles/details.css";
import "./styles/doors.css";

render(<App />, document.getElementById("app")!);
