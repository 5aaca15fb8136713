"""
A file system that fails on demand: what stands in BACKING stands in MOUNT (FUSE, the kernel's protocol spoken
directly, so that no library is needed), and each operation can be told to end with an error of the system. Told to
LOSE, writes say that they went well and are forgotten, as a cache that never reached its disk; as the kernel does, the
next fsync says so with EIO, once, and from then on all is well.

Prints "mounted" when it is there. Lines on stdin are commands, "NUMBER NAME ...", each answered by "done NUMBER":
"fail ERROR OPERATION,OPERATION [TEXT]" (of paths with TEXT in them; all without), "hang" (nothing is answered any more)
and "heal" (nothing fails, and all that waits is answered).
Operations: open create read write fsync truncate mkdir unlink rename readdir stat statfs.
"""
import errno
import os
import selectors
import struct
import subprocess
import sys

IN_HEADER = struct.Struct("<IIQQIIIHH")
OUT_HEADER = struct.Struct("<IiQ")
ATTRIBUTES = struct.Struct("<6Q10I")
MAX_WRITE = 128 * 1024
READ_BYTES = MAX_WRITE + 4096
ROOT = 1
BIG_WRITES = 1 << 5
# No page cache: each read and write of the program comes here, and its error goes back to it.
DIRECT_IO = 1
SET_MODE, SET_SIZE, SET_ATIME, SET_MTIME = 1, 8, 16, 32
SET_ATIME_NOW, SET_MTIME_NOW = 128, 256
LOST = 0
NO_ANSWER = {2, 36, 42}  # forget, interrupt, batch forget


class FaultFileSystem:
    def __init__(self, backing, device):
        self.backing = backing
        self.device = device
        self.paths = {ROOT: ""}
        self.ids = {"": ROOT}
        self.next_id = ROOT + 1
        self.faults = []
        self.has_lost = False
        self.hangs = False

    # What the test asks for

    def obey(self, name, *arguments):
        if name == "heal":
            self.faults = []
            self.hangs = False
        elif name == "hang":
            self.hangs = True
        elif name == "fail":
            error, operations, *text = arguments
            number = LOST if error == "LOSE" else getattr(errno, error)
            self.faults.append((number, set(operations.split(",")), text[0] if text else ""))
        else:
            raise ValueError(name)

    def fail_if_told(self, operation, path):
        for number, operations, text in self.faults:
            if number != LOST and operation in operations and text in path:
                raise OSError(number, operation)

    def loses(self, path):
        return any(number == LOST and text in path for number, _, text in self.faults)

    # What the kernel asks for

    def serve_one(self):
        request = os.read(self.device, READ_BYTES + IN_HEADER.size)
        _, code, unique, node, *_ = IN_HEADER.unpack_from(request)
        if code in NO_ANSWER:
            return
        try:
            handler = HANDLERS.get(code)
            if handler is None:
                raise OSError(errno.ENOSYS, "not offered")
            answer, error = handler(self, node, request[IN_HEADER.size :]) or b"", 0
        except OSError as failure:
            answer, error = b"", -failure.errno
        header = OUT_HEADER.pack(OUT_HEADER.size + len(answer), error, unique)
        try:
            os.write(self.device, header + answer)
        except FileNotFoundError:
            pass  # the one who asked is gone

    def real(self, path):
        return self.backing + path

    def child(self, node, body):
        name = body.split(b"\0", 1)[0].decode("utf8", "surrogateescape")
        return self.paths[node] + "/" + name

    def id_of(self, path):
        if path not in self.ids:
            self.ids[path] = self.next_id
            self.paths[self.next_id] = path
            self.next_id += 1
        return self.ids[path]

    def attributes(self, stat):
        times = (stat.st_atime_ns, stat.st_mtime_ns, stat.st_ctime_ns)
        seconds = [time // 10**9 for time in times]
        rest = [time % 10**9 for time in times]
        return ATTRIBUTES.pack(
            stat.st_ino, stat.st_size, stat.st_blocks, *seconds, *rest,
            stat.st_mode, stat.st_nlink, stat.st_uid, stat.st_gid, 0, 4096, 0,
        )  # fmt: skip

    def entry(self, path):
        stat = os.lstat(self.real(path))
        return struct.pack("<4Q2I", self.id_of(path), 0, 0, 0, 0, 0) + self.attributes(stat)

    def initialize(self, node, body):
        return struct.pack("<4I2H2I2HI7I", 7, 31, 65536, BIG_WRITES, 12, 9, MAX_WRITE, 1, 0, 0, 0, *[0] * 7)

    def lookup(self, node, body):
        path = self.child(node, body)
        self.fail_if_told("stat", path)
        return self.entry(path)

    def get_attributes(self, node, body):
        path = self.paths[node]
        self.fail_if_told("stat", path)
        return struct.pack("<Q2I", 0, 0, 0) + self.attributes(os.lstat(self.real(path)))

    def set_attributes(self, node, body):
        valid, _, _, size, _, atime, mtime, _, atime_rest, mtime_rest, _, mode, *_ = struct.unpack_from(
            "<2I6Q8I", body
        )
        path = self.paths[node]
        if valid & SET_SIZE:
            self.fail_if_told("truncate", path)
            os.truncate(self.real(path), size)
        if valid & SET_MODE:
            os.chmod(self.real(path), mode & 0o7777)
        if valid & (SET_ATIME_NOW | SET_MTIME_NOW):
            os.utime(self.real(path))
        elif valid & (SET_ATIME | SET_MTIME):
            times = (atime * 10**9 + atime_rest, mtime * 10**9 + mtime_rest)
            os.utime(self.real(path), ns=times, follow_symlinks=False)
        return self.get_attributes(node, body)

    def read_link(self, node, body):
        return os.fsencode(os.readlink(self.real(self.paths[node])))

    def make_link(self, node, body):
        name, target = body.split(b"\0")[:2]
        path = self.child(node, name)
        os.symlink(target, self.real(path))
        return self.entry(path)

    def make_folder(self, node, body):
        mode, umask = struct.unpack_from("<2I", body)
        path = self.child(node, body[8:])
        self.fail_if_told("mkdir", path)
        os.mkdir(self.real(path), mode & ~umask)
        return self.entry(path)

    def remove_file(self, node, body):
        path = self.child(node, body)
        self.fail_if_told("unlink", path)
        os.unlink(self.real(path))
        self.ids.pop(path, None)

    def remove_folder(self, node, body):
        path = self.child(node, body)
        os.rmdir(self.real(path))
        self.ids.pop(path, None)

    def rename(self, node, body):
        self.rename_to(node, struct.unpack_from("<Q", body)[0], body[8:])

    def rename_with_flags(self, node, body):
        self.rename_to(node, struct.unpack_from("<Q", body)[0], body[16:])

    def rename_to(self, node, folder, names):
        old_name, new_name = names.split(b"\0")[:2]
        source, target = self.child(node, old_name), self.child(folder, new_name)
        self.fail_if_told("rename", source)
        os.rename(self.real(source), self.real(target))
        self.ids.pop(target, None)
        for path in [path for path in self.ids if path == source or path.startswith(source + "/")]:
            moved = target + path[len(source) :]
            self.ids[moved] = self.ids.pop(path)
            self.paths[self.ids[moved]] = moved

    def open(self, node, body):
        path = self.paths[node]
        self.fail_if_told("open", path)
        flags = struct.unpack_from("<I", body)[0] & ~(os.O_CREAT | os.O_EXCL)
        return struct.pack("<Q2I", os.open(self.real(path), flags), DIRECT_IO, 0)

    def create(self, node, body):
        flags, mode, umask, _ = struct.unpack_from("<4I", body)
        path = self.child(node, body[16:])
        self.fail_if_told("create", path)
        descriptor = os.open(self.real(path), flags, mode & ~umask)
        return self.entry(path) + struct.pack("<Q2I", descriptor, DIRECT_IO, 0)

    def read(self, node, body):
        descriptor, offset, size = struct.unpack_from("<2QI", body)
        self.fail_if_told("read", self.paths[node])
        return os.pread(descriptor, size, offset)

    def write(self, node, body):
        descriptor, offset, size = struct.unpack_from("<2QI", body)
        self.fail_if_told("write", self.paths[node])
        if self.loses(self.paths[node]):
            self.has_lost = True
            return struct.pack("<2I", size, 0)
        return struct.pack("<2I", os.pwrite(descriptor, body[40 : 40 + size], offset), 0)

    def sync(self, node, body):
        path = self.paths[node]
        self.fail_if_told("fsync", path)
        if self.has_lost:
            self.has_lost = False
            self.faults = [fault for fault in self.faults if fault[0] != LOST]
            raise OSError(errno.EIO, "lost")
        os.fsync(struct.unpack_from("<Q", body)[0])

    def release(self, node, body):
        os.close(struct.unpack_from("<Q", body)[0])

    def open_folder(self, node, body):
        self.fail_if_told("readdir", self.paths[node])
        return struct.pack("<Q2I", 0, 0, 0)

    def read_folder(self, node, body):
        _, offset, size = struct.unpack_from("<2QI", body)
        names = sorted(os.listdir(self.real(self.paths[node])))
        entries = b""
        for position in range(offset, len(names)):
            name = os.fsencode(names[position])
            entry = struct.pack("<2Q2I", 1, position + 1, len(name), 0) + name
            entry += b"\0" * (-len(entry) % 8)
            if len(entries) + len(entry) > size:
                break
            entries += entry
        return entries

    def nothing(self, node, body):
        return b""

    def room(self, node, body):
        self.fail_if_told("statfs", "")
        room = os.statvfs(self.backing)
        counts = (room.f_blocks, room.f_bfree, room.f_bavail, room.f_files, room.f_ffree)
        return struct.pack("<5Q4I6I", *counts, room.f_bsize, room.f_namemax, room.f_frsize, 0, *[0] * 6)


# Without flush (25), which the kernel then leaves out: it would wait for its answer even in a program that is killed.
HANDLERS = {
    1: FaultFileSystem.lookup,
    3: FaultFileSystem.get_attributes,
    4: FaultFileSystem.set_attributes,
    5: FaultFileSystem.read_link,
    6: FaultFileSystem.make_link,
    9: FaultFileSystem.make_folder,
    10: FaultFileSystem.remove_file,
    11: FaultFileSystem.remove_folder,
    12: FaultFileSystem.rename,
    14: FaultFileSystem.open,
    15: FaultFileSystem.read,
    16: FaultFileSystem.write,
    17: FaultFileSystem.room,
    18: FaultFileSystem.release,
    20: FaultFileSystem.sync,
    26: FaultFileSystem.initialize,
    27: FaultFileSystem.open_folder,
    28: FaultFileSystem.read_folder,
    29: FaultFileSystem.nothing,  # release of a folder
    30: FaultFileSystem.nothing,  # fsync of a folder
    35: FaultFileSystem.create,
    38: FaultFileSystem.nothing,  # destroy
    45: FaultFileSystem.rename_with_flags,
}


def main():
    backing, mount_point = sys.argv[1:]
    device = os.open("/dev/fuse", os.O_RDWR)
    options = "fd=%d,rootmode=40000,user_id=%d,group_id=%d" % (device, os.getuid(), os.getgid())
    command = ["mount", "-i", "-t", "fuse", "-o", options, "shoal-faults", mount_point]
    subprocess.run(command, pass_fds=[device], check=True)
    file_system = FaultFileSystem(backing, device)
    print("mounted", flush=True)
    selector = selectors.DefaultSelector()
    selector.register(device, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fd == device:
                if file_system.hangs:
                    continue
                try:
                    file_system.serve_one()
                except OSError as failure:
                    if failure.errno == errno.ENODEV:
                        return  # unmounted
                    raise
            else:
                line = sys.stdin.readline()
                if line == "":
                    return
                number, *command = line.split()
                file_system.obey(*command)
                # Calls stay where they are: of one that was taken the kernel would not let its caller go.
                selector.modify(device, 0 if file_system.hangs else selectors.EVENT_READ)
                print("done " + number, flush=True)


main()
