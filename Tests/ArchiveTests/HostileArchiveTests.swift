import Archive
import Testing

/// Archives made to harm: every one ends in an error that says why, and none costs more than its limits.
@Suite struct HostileArchiveTests {
    private func code(_ bytes: [UInt8], limits: ArchiveLimits = .chart) -> ArchiveError.Code? {
        do throws(ArchiveError) {
            _ = try TarGzip.read(bytes, limits: limits)
            return nil
        } catch {
            #expect(!error.message.isEmpty)
            return error.code
        }
    }

    private func archive(_ build: (inout TarText) -> Void) -> [UInt8] {
        var tar = TarText()
        build(&tar)
        tar.end()
        return tar.gzipped()
    }

    @Test(
        arguments: [
            ([], .truncated), ([0x1f], .truncated), ([0x1f, 0x8b], .truncated),
            (Array("name: not-an-archive\n".utf8), .notGzip), (Array("PK\u{3}\u{4}zip".utf8), .notGzip),
            (Array("Rar!\u{1a}\u{7}\u{1}".utf8), .notGzip),
        ] as [([UInt8], ArchiveError.Code)])
    func whatIsNoGzipIsRefused(bytes: [UInt8], expected: ArchiveError.Code) {
        #expect(code(bytes) == expected)
    }

    @Test func everyTruncationIsAnError() throws {
        var tar = TarText()
        tar.add("chart/Chart.yaml", contents: Array("name: x".utf8))
        tar.add("chart/data", contents: [UInt8](repeating: 9, count: 700))
        // Up to the end mark; what is cut off it is not missed.
        let whole = TarText.gzip(tar.bytes)
        for length in stride(from: 0, to: whole.count - 8, by: 23) {
            #expect(code(Array(whole[..<length])) != nil, "cut at \(length)")
        }
    }

    @Test func aTarCutInsideAnEntryIsTruncated() {
        var tar = TarText()
        tar.add("a", contents: [UInt8](repeating: 1, count: 5_000))
        #expect(code(TarText.gzip(Array(tar.bytes[..<1_024]))) == .truncated)
        #expect(code(TarText.gzip(Array(tar.bytes[..<300]))) == .truncated)
    }

    @Test func aWrongChecksumIsCorrupt() {
        #expect(code(archive { $0.add("a", breaksChecksum: true) }) == .corrupt)
        #expect(code(TarText.gzip(Array(repeating: 65, count: 2_048))) == .corrupt)
    }

    @Test func zerosBetweenHeadersAreCorrupt() {
        var tar = TarText()
        tar.add("a", contents: [1])
        tar.end(blocks: 1)
        tar.add("b", contents: [2])
        tar.end()
        #expect(code(tar.gzipped()) == .corrupt)
    }

    @Test(arguments: ["xxxxxxxxxxx", "-0000000001", "99999999999"])
    func sizesThatAreNoNumbersAreRefused(size: String) {
        #expect(code(archive { $0.add("a", size: size) }) != nil)
    }

    @Test func aLyingSizeIsTruncatedOrTooLarge() {
        #expect(code(archive { $0.add("a", contents: [1], size: "00000010000") }) == .truncated)
        #expect(code(archive { $0.add("a", contents: [1], size: "77777777777") }) == .tooLarge)
    }

    @Test func sizesInBase256AreJudged() {
        var small = [UInt8](repeating: 0, count: 12)
        small[0] = 0x80
        small[11] = 1
        var huge = [UInt8](repeating: 0xff, count: 12)
        huge[0] = 0x80
        // The text helper takes latin characters only, so the field is written by hand.
        func withSize(_ field: [UInt8]) -> [UInt8] {
            var tar = TarText()
            tar.add("a", contents: [7])
            var bytes = tar.bytes
            for (index, byte) in field.enumerated() { bytes[124 + index] = byte }
            for index in 148..<156 { bytes[index] = 32 }
            let sum = String(bytes[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
            for (index, byte) in (String(repeating: "0", count: 6 - sum.count) + sum).utf8.enumerated() {
                bytes[148 + index] = byte
            }
            bytes[154] = 0
            return TarText.gzip(bytes + [UInt8](repeating: 0, count: 1_024))
        }
        #expect(code(withSize(small)) == nil)
        #expect(code(withSize(huge)) == .tooLarge)
    }

    @Test func linksThatClaimContentsAreRefused() {
        #expect(code(archive { $0.add("a", type: "2", contents: [1, 2, 3], link: "b") }) == .unsupported)
        #expect(code(archive { $0.add("a", type: "1", contents: [1, 2, 3], link: "b") }) == .unsupported)
        #expect(code(archive { $0.add("a", type: "5", contents: [1]) }) == .unsupported)
    }

    // MARK: - libarchive's own faults

    @Test(arguments: ["GNU.sparse.map", "GNU.sparse.major", "SUN.holesdata", "SCHILY.realsize"])
    func cve2026_15028_sparseFilesNeverReachTheLibrary(key: String) {
        let bytes = archive { tar in
            tar.addPAX([(key, " 0 10 20 30")])
            tar.add("a", contents: [1])
        }
        #expect(code(bytes) == .unsupported)
        let global = archive { tar in
            tar.addPAX([(key, "1")], type: "g")
            tar.add("a", contents: [1])
        }
        #expect(code(global) == .unsupported)
    }

    @Test func cve2026_15028_oldSparseFilesAreRefusedToo() {
        #expect(code(archive { $0.add("a", type: "S", contents: [1]) }) == .unsupported)
    }

    @Test(arguments: ["5 a=b\n", "999 path=x\n", "x path=y\n", "10 pathxyz\n", "7 a=b"])
    func malformedPAXHeadersAreCorrupt(record: String) {
        let bytes = archive { tar in
            tar.add("PaxHeaders/x", type: "x", contents: Array(record.utf8))
            tar.add("a", contents: [1])
        }
        #expect(code(bytes) == .corrupt)
    }

    @Test func aPAXSizeThatHidesContentsIsJudged() {
        let bytes = archive { tar in
            tar.addPAX([("size", "999999999")])
            tar.add("a", contents: [1])
        }
        #expect(code(bytes) == .tooLarge)
        let negative = archive { tar in
            tar.addPAX([("size", "-5")])
            tar.add("a", contents: [1])
        }
        #expect(code(negative) == .corrupt)
    }

    @Test func cve2025_5915_cve2024_20696_noOtherFormatIsEverRead() {
        // RAR, 7z, zip, cpio and xz inside a gzip stream reach the tar reader alone, which refuses them.
        let formats: [[UInt8]] = [
            Array("Rar!\u{1a}\u{7}\u{1}\u{0}".utf8), [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], Array("PK\u{3}\u{4}".utf8),
            Array("070707".utf8), [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
        ]
        for format in formats {
            #expect(code(TarText.gzip(format + [UInt8](repeating: 1, count: 1_024))) == .corrupt)
        }
    }

    @Test func cve2021_31566_cve2021_23177_linksAreDataAndNothingIsWritten() throws {
        let read = try TarGzip.read(
            archive { tar in
                tar.add("chart/link", type: "2", link: "/etc")
                tar.add("chart/link/passwd", contents: Array("x".utf8))
            })
        #expect(read.map(\.path) == ["chart/link", "chart/link/passwd"])
        #expect(read[0].bytes.isEmpty)
    }

    // MARK: - Bombs

    @Test func cve2025_32386_aFileOverItsLimitIsRefusedBeforeItIsRead() throws {
        let bytes = try TarGzip.write([ArchiveEntry(path: "a", bytes: [UInt8](repeating: 0, count: (5 << 20) + 1))])
        #expect(bytes.count < 50_000)
        #expect(code(bytes) == .tooLarge)
        let exact = try TarGzip.write([ArchiveEntry(path: "a", bytes: [UInt8](repeating: 0, count: 5 << 20))])
        #expect(code(exact) == nil)
    }

    @Test func cve2025_32386_allFilesTogetherHaveALimit() throws {
        let file = [UInt8](repeating: 0, count: 10_000)
        let bytes = try TarGzip.write((0..<11).map { ArchiveEntry(path: "\($0)", bytes: file) })
        #expect(code(bytes, limits: ArchiveLimits(totalBytes: 100_000, entryBytes: 20_000)) == .tooLarge)
        #expect(code(bytes, limits: ArchiveLimits(totalBytes: 110_000, entryBytes: 20_000)) == nil)
    }

    @Test func cve2025_32386_entriesAreCounted() throws {
        let bytes = try TarGzip.write((0..<30).map { ArchiveEntry(path: "\($0)") })
        #expect(code(bytes, limits: ArchiveLimits(totalBytes: 1 << 20, entryBytes: 1 << 20, entries: 29)) == .tooLarge)
        #expect(code(bytes, limits: ArchiveLimits(totalBytes: 1 << 20, entryBytes: 1 << 20, entries: 30)) == nil)
    }

    @Test func cve2025_32386_aStreamOfHeadersEnds() {
        var tar = TarText()
        for _ in 0..<400 { tar.addPAX([("comment", "x")], type: "g") }
        let limits = ArchiveLimits(totalBytes: 10_000, entryBytes: 10_000, entries: 10, headerBytes: 1_000)
        #expect(code(tar.gzipped(), limits: limits) == .tooLarge)
    }

    @Test func cve2025_32386_aRatioThatOnlyBombsReachIsRefused() throws {
        let zeros = [UInt8](repeating: 0, count: 4 << 20)
        let bytes = try TarGzip.write((0..<8).map { ArchiveEntry(path: "\($0)", bytes: zeros) })
        var limits = ArchiveLimits.chart
        limits.ratio = 100
        #expect(code(bytes, limits: limits) == .tooLarge)
    }

    @Test func extensionHeadersHaveALimit() {
        let bytes = archive { tar in
            tar.add("PaxHeaders/x", type: "x", contents: [UInt8](repeating: 65, count: 2_000))
            tar.add("a", contents: [1])
        }
        #expect(
            code(bytes, limits: ArchiveLimits(totalBytes: 1 << 20, entryBytes: 1 << 20, headerBytes: 1_000))
                == .tooLarge)
    }

    @Test func anErrorSaysWhereItIs() {
        let error = ArchiveError(code: .corrupt, message: "cannot read an entry", path: "a/b", underlying: "bad header")
        #expect(error.description == "cannot read an entry (entry \"a/b\"): bad header")
    }

    /// Every byte of a small archive changed in turn: an error or entries, never a crash or a hang.
    @Test func changedBytesNeverCrash() throws {
        var tar = TarText()
        tar.addPAX([("path", "chart/x")])
        tar.add("chart/a", contents: Array("hello".utf8))
        tar.add("chart/l", type: "2", link: "a")
        tar.end()
        let whole = tar.gzipped()
        for index in stride(from: 0, to: whole.count, by: 3) {
            var changed = whole
            changed[index] ^= 0x41
            _ = code(changed)
        }
    }
}
