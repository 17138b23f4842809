import Archive
import Testing

@Suite struct TarGzipTests {
    private func archive(_ build: (inout TarText) -> Void) -> [UInt8] {
        var tar = TarText()
        build(&tar)
        tar.end()
        return tar.gzipped()
    }

    @Test func entriesComeBackAsTheyWere() throws {
        let entries = [
            ArchiveEntry(path: "chart", kind: .directory),
            ArchiveEntry(path: "chart/Chart.yaml", bytes: Array("name: x\n".utf8)),
            ArchiveEntry(path: "chart/empty"),
            ArchiveEntry(path: "chart/é/" + String(repeating: "long", count: 60), bytes: [0, 255]),
            ArchiveEntry(path: "chart/large", bytes: [UInt8](repeating: 7, count: 1_000_000)),
        ]
        let read = try TarGzip.read(try TarGzip.write(entries))
        #expect(read.map { $0.path.hasSuffix("/") ? String($0.path.dropLast()) : $0.path } == entries.map(\.path))
        #expect(read.map(\.bytes) == entries.map(\.bytes))
        #expect(read.map(\.kind) == entries.map(\.kind))
    }

    @Test func packingIsDeterministic() throws {
        let entries = (0..<20).map { ArchiveEntry(path: "c/\($0)", bytes: [UInt8](repeating: UInt8($0), count: 999)) }
        #expect(try TarGzip.write(entries) == TarGzip.write(entries))
        #expect(try TarGzip.write(entries, modified: 1) != TarGzip.write(entries, modified: 2))
    }

    @Test func onlyFilesAndFoldersArePacked() {
        #expect(throws: ArchiveError.self) {
            try TarGzip.write([ArchiveEntry(path: "link", kind: .symbolicLink)])
        }
    }

    @Test func anArchiveWithoutEntriesIsEmpty() throws {
        #expect(try TarGzip.read(archive { _ in }) == [])
        #expect(try TarGzip.read(try TarGzip.write([])) == [])
    }

    @Test func namesAreKeptAsTheyAreSpelt() throws {
        let names = ["/absolute", "../up", "a/../../b", "C:/drive", "back\\slash", "./dot", "Chart.yaml"]
        let read = try TarGzip.read(archive { tar in for name in names { tar.add(name, contents: [1]) } })
        #expect(read.map(\.path) == names)
    }

    @Test func linksAndDevicesCarryNoBytes() throws {
        let read = try TarGzip.read(
            archive { tar in
                tar.add("soft", type: "2", link: "/etc/passwd")
                tar.add("hard", type: "1", link: "/etc/shadow")
                tar.add("device", type: "3")
                tar.add("pipe", type: "6")
            })
        #expect(read.map(\.kind) == [.symbolicLink, .hardLink, .special, .special])
        #expect(read.allSatisfy { $0.bytes.isEmpty })
    }

    @Test func extensionHeadersAreNoEntries() throws {
        let read = try TarGzip.read(
            archive { tar in
                tar.addPAX([("comment", "0123456789abcdef")], type: "g")
                tar.addPAX([("path", "long/" + String(repeating: "n", count: 200)), ("mtime", "1.5")])
                tar.add("short", contents: [1, 2])
                tar.add(
                    "././@LongLink", type: "L",
                    contents: Array(("gnu/" + String(repeating: "m", count: 150)).utf8) + [0])
                tar.add("cut", contents: [3], magic: "ustar  \u{0}")
            })
        #expect(
            read.map(\.path) == [
                "long/" + String(repeating: "n", count: 200), "gnu/" + String(repeating: "m", count: 150),
            ])
        #expect(read.map(\.bytes) == [[1, 2], [3]])
    }

    @Test func namesInUTF8AreReadInAnyLocale() throws {
        let read = try TarGzip.read(
            archive { tar in
                tar.addPAX([("path", "chart/größe-日本")])
                tar.add("chart/plain", contents: [1])
                tar.add("chart/ü", contents: [2])
            })
        #expect(read.map(\.path) == ["chart/größe-日本", "chart/ü"])
    }

    @Test func whatFollowsTheEndIsNotRead() throws {
        var tar = TarText()
        tar.add("a", contents: [1])
        tar.end()
        tar.add("after", contents: [2])
        #expect(try TarGzip.read(tar.gzipped(tail: Array("garbage".utf8))).map(\.path) == ["a"])
    }

    @Test(arguments: [0, 1])
    func aMissingEndMarkIsTaken(blocks: Int) throws {
        var tar = TarText()
        tar.add("a", contents: [1])
        tar.end(blocks: blocks)
        #expect(try TarGzip.read(tar.gzipped()).map(\.path) == ["a"])
    }

    @Test func membersOfOneStreamAreJoined() throws {
        var tar = TarText()
        tar.add("a", contents: [UInt8](repeating: 1, count: 2_000))
        tar.end()
        let half = tar.bytes.count / 2
        let joined = TarText.gzip(Array(tar.bytes[..<half])) + TarText.gzip(Array(tar.bytes[half...]))
        #expect(try TarGzip.read(joined).map(\.bytes.count) == [2_000])
    }
}
