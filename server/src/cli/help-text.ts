/** What `--help` prints. One page a command, at most 80 columns where the text is ours. */
import { describeSettings } from '../config/read-config.ts';
import type { CommandName } from './command-names.ts';

const OVERVIEW = `Shoal, a self-hosted BitTorrent client.

  shoal serve                       run the server and its web app
  shoal download FILE.torrent       download without a server, into a folder;
                                    a magnet link in quotes will do too
  shoal info FILE.torrent           show what a torrent file says
  shoal create PATH -t TRACKER      make a torrent file of a file or folder
  shoal restore-backup              go back to the newest backup of the database
  shoal reset-password              set a new password, where it is forgotten
  shoal doctor                      say what is wrong with folders, ports, trackers

  shoal COMMAND --help              all options of a command
  shoal --version

Exit codes: 0 done, 1 failed, 2 wrong arguments or a broken torrent file,
130 interrupted before it was complete.
`;

const PAGES: Record<CommandName, string> = {
  download: `shoal download FILE.torrent [options]
shoal download 'MAGNET LINK' [options]

Downloads a torrent without a server and without a database. What is already
in the folder is checked first and not fetched again, so that an interrupted
download goes on where it was. Of a magnet link, peers are asked first what
its files are; where the link chooses some of them, only those are fetched.

  -o, --output DIR      folder that the files go into (default: here)
      --seed            stay and share after completion, until Ctrl-C
      --file N[,N..]    only these files, by their number in "shoal info"
      --sequential      pieces in order, to look into a file while it comes
      --peer HOST:PORT  a peer to ask besides the tracker's; may be repeated
      --port N          port that peers reach you at (default: a free one)
      --peer-host ADDR  address of this machine to use for all peer traffic
      --encryption WORD disabled, allowed (the default), preferred or required
      --no-dht          do not look for peers in the DHT
      --dht-bootstrap NODES  host:port of nodes that are asked first, or none
      --no-lsd          do not look for peers in the local network
      --no-pex          do not exchange addresses with peers
      --json            one JSON object a second and at every change of state
  -q, --quiet           print nothing but what goes wrong
  -h, --help

Ctrl-C stops cleanly and tells the tracker; a second one stops at once.
Exit codes: 0 complete (or ended with Ctrl-C while seeding), 1 failed, 2 wrong
arguments or a broken torrent file, 130 interrupted before it was complete.
`,
  info: `shoal info FILE.torrent [--json]

Shows name, info hash, size, trackers, web seeds and files of a torrent file,
and what is odd about it. The numbers before the files are those that
"shoal download --file" takes.

      --json            the same as one JSON object
  -h, --help

Exit codes: 0, or 2 with the reason where the file is not a valid torrent.
`,
  create: `shoal create PATH [options]

Makes a torrent file of a file or a folder.

  -t, --tracker URL     where peers meet; may be repeated, the first is asked
                        first
  -o, --output FILE     the torrent file (default: the name of PATH + .torrent)
      --private         peers come from the trackers alone (BEP 27)
      --comment TEXT    a remark for those who open it
  -h, --help

An existing file is never overwritten.
Exit codes: 0 done, 1 failed, 2 wrong arguments.
`,
  serve: `shoal serve [options]

Runs the server with its web app, REST API and event stream. Each option has
an environment variable too; the option wins.

${describeSettings()}
  -h, --help

Ctrl-C stops cleanly.
`,
  'restore-backup': `shoal restore-backup [--data-dir DIR]

Puts the newest backup in the place of the server's database, which is kept
beside it. For a database that is damaged; the server must not run. Downloads
that were added since the backup are not in the list then: their files are not
touched, and adding their torrents again finds them.

      --data-dir DIR    folder of the database (default: ./data)
  -h, --help

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`,
  doctor: `shoal doctor [options of shoal serve]

Looks at what a server with these options and variables stands on, whether it
runs or not: folders (there, writable, with room), ports (free, or held by the
server), the database (sound), the trackers that its downloads use most (do
they answer), the clock, the limit of open files. Each line says what to do.

  -h, --help

Exit codes: 0 nothing is wrong, 1 something has to be mended.
`,
  'reset-password': `shoal reset-password [--user NAME] [--stdin] [--data-dir DIR]

Sets a new password for an account and ends all its sessions; the server must
not run. Prints the password, which is random, unless it is to come from
standard input.

      --user NAME       the account (default: the only one)
      --stdin           take the password from the first line of standard input
      --data-dir DIR    folder of the database (default: ./data)
  -h, --help

Exit codes: 0 done, 1 failed, 2 wrong arguments.
`,
};

/** The overview, or one command's page. */
export function helpText(topic: CommandName | null): string {
  return topic ? PAGES[topic] : OVERVIEW;
}
