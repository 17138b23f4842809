import Testing

@testable import Commands

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What stands at a path that a user names keeps being what it is.
@Suite struct OutputFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ name: String) -> OutputFile { OutputFile(path: "\(folder.path)/\(name)") }

    private func kind(_ name: String) -> mode_t {
        var status = stat()
        return lstat("\(folder.path)/\(name)", &status) == 0 ? status.st_mode & S_IFMT : 0
    }

    @Test func aRegularFileIsReplacedWholeAndKeepsItsMode() throws {
        try folder.write("a long text before", to: "out")
        chmod("\(folder.path)/out", 0o640)
        try file("out").write(Array("new".utf8))
        #expect(try folder.read("out") == "new")
        var status = stat()
        #expect(stat("\(folder.path)/out", &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(try folder.names == ["out"])
    }

    @Test func aLinkStaysALinkAndItsTargetIsWritten() throws {
        try folder.write("before", to: "target")
        symlink("target", "\(folder.path)/link")
        symlink("later", "\(folder.path)/dangling")
        symlink("nowhere/later", "\(folder.path)/lost")
        for name in ["link", "dangling"] {
            try file(name).check()
            try file(name).write(Array("new".utf8))
            #expect(kind(name) == S_IFLNK)
        }
        #expect(try folder.read("target") == "new")
        #expect(try folder.read("later") == "new")
        #expect(throws: CommandFailure.self) { try file("lost").check() }
    }

    @Test func aDeviceStaysADevice() throws {
        symlink("/dev/null", "\(folder.path)/null")
        for path in ["/dev/null", "\(folder.path)/null"] {
            try OutputFile(path: path).check()
            try OutputFile(path: path).write(Array("new".utf8))
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
        }
        #expect(throws: CommandFailure.self) { try OutputFile(path: "/dev/full").write([1]) }
    }

    @Test func aFIFOIsWrittenToWhoReadsIt() throws {
        mkfifo("\(folder.path)/fifo", 0o600)
        try file("fifo").check()
        let unread = #expect(throws: CommandFailure.self) { try file("fifo").write([1]) }
        #expect(unread?.message?.contains("nobody reads it") == true)
        let reader = open("\(folder.path)/fifo", O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try file("fifo").write(Array("new".utf8))
        var bytes = [UInt8](repeating: 0, count: 8)
        #expect(read(reader, &bytes, 8) == 3)
        #expect(kind("fifo") == S_IFIFO)
    }

    @Test func whatCannotBeWrittenIsSaidBeforehand() throws {
        try folder.write("", to: "file")
        mkdir("\(folder.path)/sub", 0o700)
        for (name, reason, hint) in [
            ("missing/out.xml", "the folder \(folder.path)/missing does not exist", "make the folder first"),
            ("file/out.xml", "the folder \(folder.path)/file does not exist", "make the folder first"),
            ("sub", "it is a folder", "give a file in it, such as"), ("sub/", "it is a folder", "give a file in it"),
        ] {
            let error = #expect(throws: CommandFailure.self) { try file(name).check() }
            #expect(error?.status == .usage)
            #expect(error?.message == "\(folder.path)/\(name) cannot be written: \(reason)")
            #expect(error?.hint?.hasPrefix(hint) == true)
        }
        // Nobody may make files there, root neither.
        let error = #expect(throws: CommandFailure.self) { try OutputFile(path: "/proc/out.xml").check() }
        #expect(error?.message?.hasPrefix("/proc/out.xml cannot be written: ") == true)
        #expect(try folder.names == ["file", "sub"])
    }
}
