"use strict";
const SamplesMax = 900;
const samples = [];   // [swarms, peers, announces, scrapes, connects, refused]
let last = 0;
const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const say = (id, text) => { const e = byId(id); if (e.textContent !== text) e.textContent = text; };
const whole = n => number.format(Math.round(n));
const rate = n => n > 0 && n < 10 ? n.toFixed(1) : whole(n);

function time(seconds) {
  const [d, h, m] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return d > 0 ? `${d} d ${h} h` : h > 0 ? `${h} h ${m} min` : m > 0 ? `${m} min` : `${Math.floor(seconds)} s`;
}

function draw(id, values, fromZero) {
  const svg = byId(id), { width, height } = svg.viewBox.baseVal;
  const max = Math.max(1, ...values);
  const min = fromZero ? 0 : Math.min(...values, max);
  const y = v => height - 4 - (v - min) / Math.max(1, max - min) * (height - 8);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((v, i) => `${(i * step).toFixed(1)},${y(v).toFixed(1)}`).join(" ");
  const shape = (name, list) => {
    const e = svg.querySelector(name) ?? svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", name));
    e.setAttribute("points", list);
  };
  shape("polygon", `0,${height} ${points} ${width},${height}`);
  shape("polyline", points);
  return max;
}

function rows(top) {
  const body = byId("top");
  byId("none").hidden = top.length > 0;
  while (body.rows.length > top.length) body.deleteRow(-1);
  top.forEach((swarm, i) => {
    const row = body.rows[i] ?? body.insertRow();
    [swarm.hash, whole(swarm.seeds), whole(swarm.leechers), whole(swarm.downloads)].forEach((text, c) => {
      const cell = row.cells[c] ?? row.insertCell();
      if (cell.textContent !== text) cell.textContent = text;
    });
  });
}

function show(now) {
  if (now.last < last) samples.length = 0;   // it was started anew
  last = now.last;
  samples.push(...now.samples);
  samples.splice(0, samples.length - SamplesMax);
  const latest = samples.at(-1) ?? [0, 0, 0, 0, 0, 0];
  say("peers", whole(now.peersV4 + now.peersV6 + now.webPeers));
  say("families", `${whole(now.peersV4)} IPv4, ${whole(now.peersV6)} IPv6, ${whole(now.webPeers)} web`);
  say("swarms", whole(now.swarmsV4 + now.swarmsV6));
  say("swarmFamilies", `${whole(now.swarmsV4)} IPv4, ${whole(now.swarmsV6)} IPv6`);
  say("announces", rate(latest[2]));
  say("announceTotal", `${whole(now.announces)} in all`);
  say("scrapes", rate(latest[3]));
  say("scrapeTotal", `${whole(now.scrapes)} in all`);
  say("refused", rate(latest[5]));
  say("refusedTotal", `${whole(now.refused + now.forbidden + now.wrongIds)} in all`);
  say("interval", time(now.interval));
  say("uptime", `up for ${time(now.uptime)}`);
  if (samples.length > 1) {
    const ago = `${time((samples.length - 1) * now.period)} ago`;
    say("rateMax", `most: ${rate(draw("rate", samples.map(s => s[2]), true))}`);
    say("crowdMax", `most: ${whole(draw("crowd", samples.map(s => s[1]), true))}`);
    say("rateStart", ago);
    say("crowdStart", ago);
  }
  rows(now.top);
}

async function look() {
  try {
    const token = sessionStorage.getItem("token");
    const answer = await fetch(`/api/overview?since=${last}`, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
    byId("door").hidden = answer.status !== 401;
    if (answer.ok) { show(await answer.json()); say("state", "live"); }
    else say("state", answer.status === 401 ? "locked" : `error ${answer.status}`);
  } catch {
    say("state", "no answer; trying again");
  }
  setTimeout(look, document.hidden ? 10000 : 2000);
}

byId("open").addEventListener("click", () => { sessionStorage.setItem("token", byId("token").value); byId("token").value = ""; });
say("announceUrl", `${location.protocol}//${location.host}/announce`);
look();
