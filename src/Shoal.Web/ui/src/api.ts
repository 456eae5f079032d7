/** The daemon's API as the UI uses it. Addresses are relative to the page, so a base path needs no setting. */

export interface Torrent {
  id: string;
  name: string;
  state: TorrentState;
  error?: string | null;
  size: number;
  wanted: number;
  done: number;
  checked: number;
  downRate: number;
  upRate: number;
  downloaded: number;
  uploaded: number;
  peers: number;
  seeds: number;
  directory?: string;
  queuePosition: number;
  isForced: boolean;
  labels: readonly string[];
  added: number;
}

export type TorrentState = "metadata" | "checking" | "downloading" | "seeding" | "queued" | "paused" | "failed";

export interface FileRow { index: number; path: string; size: number; done: number; isWanted: boolean }
export interface PeerRow { address: string; client: string; isIncoming: boolean; progress: number; downloaded: number; uploaded: number }
export interface TrackerRow { url: string; tier: number; status: string; seeds?: number; leechers?: number }

export interface Details {
  row: Torrent;
  infoHashV1?: string;
  infoHashV2?: string;
  magnet?: string;
  comment?: string;
  createdBy?: string;
  isPrivate: boolean;
  isSequential: boolean;
  downLimit: number;
  upLimit: number;
  goals?: Goals;
  seedingMinutes: number;
  idleMinutes: number;
  wasted: number;
  pieceBytes: number;
  pieceCount: number;
  pieces: string;
  files: FileRow[];
  peers: PeerRow[];
  trackers: TrackerRow[];
}

export interface Statistics {
  torrents: number;
  downloading: number;
  seeding: number;
  peers: number;
  downRate: number;
  upRate: number;
  downLimit: number;
  upLimit: number;
  downloaded: number;
  uploaded: number;
}

/** What is absent is as the settings say; -1 is never. */
export interface Goals { ratio?: number | undefined; seedingMinutes?: number | undefined; idleMinutes?: number | undefined }
export interface Alternative { downLimit: number; upLimit: number; byHand?: boolean | undefined; schedule?: { days: string[]; from: string; to: string } | undefined }
export interface Settings {
  downloadDirectory?: string;
  downLimit: number;
  upLimit: number;
  queue: { downloads: number; seeds: number; total: number };
  goals: Goals & { then: string };
  alternative: Alternative;
  watch: { directory?: string | undefined; target?: string | undefined; isPaused: boolean };
}
export interface Token { id: string; name: string; scope: "read" | "all"; created: number; used: number }
export interface LogRecord { sequence: number; time: string; level: "trace" | "debug" | "info" | "warning" | "error" | "critical"; source: string; message: string; fault?: string }
export interface Access { isKnown: boolean; hasPassword: boolean }
export interface AddOptions { directory?: string; isPaused: boolean; isSequential: boolean }
export interface Change { downLimit?: number; upLimit?: number; isSequential?: boolean; directory?: string; files?: number[]; labels?: string[]; goals?: Goals; isForced?: boolean }

export interface OfferOptions { seconds: number; receivers: number; confirm: boolean }
export type ReceiverState = "wrongCode" | "waiting" | "deciding" | "preparing" | "receiving" | "done" | "declined" | "left";
export interface OfferReceiver { id: number; name: string; address: string; state: ReceiverState; done: number }
export interface Offer {
  id: string;
  code: string;
  link: string;
  pages: string[];
  names: string[];
  files: number;
  size: number;
  hashed: number;
  isOpen: boolean;
  ended?: string;
  expires: number;
  strikes: number;
  uploaded: number;
  upRate: number;
  receivers: OfferReceiver[];
}

export type ReceivePhase = "looking" | "waiting" | "deciding" | "preparing" | "receiving" | "placing" | "done" | "failed";
export interface Receive {
  id: string;
  phase: ReceivePhase;
  error?: string;
  wrongSenders: number;
  sender?: string;
  text?: string;
  entries: { path: string; size: number }[];
  names: string[];
  files: number;
  size: number;
  done: number;
  resumed: number;
  rate: number;
  peers: number;
  placed: string[];
}

/** A refusal, with the daemon's own words for people. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export const root = new URL("api/v1/", document.baseURI);

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const isFile = body instanceof Blob;
  const response = await fetch(new URL(path, root), {
    method,
    headers: body === undefined ? {} : { "Content-Type": isFile ? "application/x-bittorrent" : "application/json" },
    body: body === undefined ? null : isFile ? body : JSON.stringify(body),
  });
  if (!response.ok) throw new ApiError(response.status, messageOf(await response.text(), `${response.status} ${response.statusText}`));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** What an answer that is no yes says is wrong; something else than the daemon may have given it. */
export function messageOf(answer: string, otherwise: string): string {
  try {
    return (JSON.parse(answer) as { error: string }).error;
  } catch {
    return otherwise;
  }
}

const one = (id: string) => `torrents/${id}`;

export const api = {
  access: () => call<Access>("GET", "access"),
  login: (way: { password: string } | { token: string }) => call<void>("POST", "login", way),
  logout: () => call<void>("POST", "logout"),
  setPassword: (password: string) => call<void>("PUT", "password", { password }),
  settings: () => call<Settings>("GET", "settings"),
  saveSettings: (settings: Settings) => call<Settings>("PUT", "settings", settings),
  add: (link: string, options: AddOptions) => call<Torrent>("POST", "torrents", { link, ...options }),
  addFile: (file: File, options: AddOptions) => {
    const query = new URLSearchParams({ paused: String(options.isPaused), sequential: String(options.isSequential) });
    if (options.directory) query.set("directory", options.directory);
    return call<Torrent>("POST", `torrents/file?${query}`, file);
  },
  details: (id: string) => call<Details>("GET", one(id)),
  change: (id: string, change: Change) => call<void>("PATCH", one(id), change),
  remove: (id: string, data: boolean) => call<void>("DELETE", `${one(id)}?data=${data}`),
  pause: (id: string) => call<void>("POST", `${one(id)}/pause`),
  resume: (id: string) => call<void>("POST", `${one(id)}/resume`),
  moveInQueue: (torrents: string[], move: string) => call<void>("POST", "torrents/queue", { torrents, move }),
  tokens: () => call<{ tokens: Token[] }>("GET", "tokens"),
  makeToken: (name: string, scope: Token["scope"]) => call<{ row: Token; token: string }>("POST", "tokens", { name, scope }),
  revokeToken: (id: string) => call<void>("DELETE", `tokens/${id}`),
  logs: (level: string) => call<{ records: LogRecord[] }>("GET", `logs?level=${level}&limit=500`),
  openBatch: () => call<{ batch: string }>("POST", "uploads"),
  dropBatch: (batch: string) => call<void>("DELETE", `uploads/${batch}`),
  offer: (what: ({ batch: string } | { text: string }) & OfferOptions) => call<Offer>("POST", "codes/offers", what),
  decide: (id: string, receiver: number, isWelcome: boolean) => call<void>("POST", `codes/offers/${id}/receivers/${receiver}`, { isWelcome }),
  letBrowsers: (id: string, isOpen: boolean) => call<Offer>("PUT", `codes/offers/${id}/page`, { isOpen }),
  receive: (code: string) => call<Receive>("POST", "codes/receives", { code }),
  accept: (id: string, way: { directory?: string; conflicts: string }) => call<void>("POST", `codes/receives/${id}/accept`, way),
  removeCode: (id: string) => call<void>("DELETE", `codes/${id}`),
  recheck: (id: string) => call<void>("POST", `${one(id)}/recheck`),
};
