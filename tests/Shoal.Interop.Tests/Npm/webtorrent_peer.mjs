// WebTorrent in Node as one peer of a test: seeds, leeches. It ends when its standard input closes.
//   webtorrent_peer.mjs PORT DIRECTORY TORRENT
// It prints "torrent HASH", "announced COMPLETE INCOMPLETE" and "scraped COMPLETE INCOMPLETE" for each answer of its tracker, "wire KIND" for each
// peer, and "seeding" once it has everything.
import fs from 'node:fs'
import process from 'node:process'
import WebTorrent from 'webtorrent'

const [port, directory, torrentFile] = process.argv.slice(2)
const client = new WebTorrent({
  torrentPort: Number(port), dht: false, lsd: false, utp: false, natUpnp: false, natPmp: false, utPex: false, webSeeds: false,
  // No STUN servers: nobody but this machine is asked where we are.
  tracker: { rtcConfig: { iceServers: [] } },
})
client.on('error', fault => { console.log('error', fault.message); process.exit(1) })
const torrent = client.add(fs.readFileSync(torrentFile), { path: directory })
torrent.on('infoHash', () => console.log('torrent', torrent.infoHash))
torrent.on('wire', wire => console.log('wire', wire.type))
torrent.on('warning', fault => console.log('warning', String(fault.message ?? fault)))
torrent.on('done', () => console.log('seeding'))
torrent.on('ready', () => {
  const trackers = torrent.discovery.tracker
  trackers.on('update', answer => {
    console.log('announced', answer.complete, answer.incomplete)
    trackers.scrape()
  })
  trackers.on('scrape', answer => console.log('scraped', answer.complete, answer.incomplete))
})
process.stdin.resume().on('end', () => process.exit(0))
