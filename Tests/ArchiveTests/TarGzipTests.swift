import Archive
import Testing

@Suite struct TarGzipTests {
    @Test func entriesComeBackAsTheyWere() throws {
        let entries = [
            ArchiveEntry(path: "chart", kind: .directory),
            ArchiveEntry(path: "chart/Chart.yaml", bytes: Array("name: x\n".utf8)),
            ArchiveEntry(path: "chart/empty"),
            ArchiveEntry(path: "chart/é/" + String(repeating: "long", count: 60), bytes: [0, 255]),
        ]
        let read = try TarGzip.read(try TarGzip.write(entries))
        #expect(read.map { $0.path.hasSuffix("/") ? String($0.path.dropLast()) : $0.path } == entries.map(\.path))
        #expect(read.map(\.bytes) == entries.map(\.bytes))
    }
}
