import Archive
import Charts

/// Chart archives: tar within gzip.
enum ArchiveTargets {
    private static let limits = ArchiveLimits(
        totalBytes: 8 << 20, entryBytes: 1 << 20, entries: 1000, ratio: 900, ratioFloor: 1 << 20, headerBytes: 1 << 16)

    /// Bytes as they come from a server.
    @Sendable static func archive(_ bytes: [UInt8]) throws {
        if let entries = try? TarGzip.read(bytes, limits: limits) { try check(entries) }
        if let unpacked = try? Gzip.unpack(bytes, upTo: 1 << 20) {
            try Finding.require(unpacked.count <= 1 << 20, "unpacked \(unpacked.count) bytes of at most \(1 << 20)")
        }
    }

    /// A tar stream, behind gzip and with its headers' checksums right: nothing but the reader itself may refuse it.
    @Sendable static func tar(_ bytes: [UInt8]) throws {
        let packed = StoredGzip.pack(withChecksums(bytes))
        if let entries = try? TarGzip.read(packed, limits: limits) { try check(entries) }
        do { _ = try Chart.load(archive: packed) } catch { _ = "\(error)" }
    }

    private static func check(_ entries: [ArchiveEntry]) throws {
        let total = entries.reduce(0) { $0 + $1.bytes.count }
        try Finding.require(
            total <= limits.totalBytes && entries.count <= limits.entries, "\(total) bytes, \(entries.count) entries")
        let files = entries.filter { $0.kind == .file }
        // A name that ends with a slash comes back as a folder's.
        guard files.allSatisfy({ !$0.path.isEmpty && !$0.path.hasSuffix("/") && !$0.path.contains("\u{FFFD}") }) else {
            return
        }
        let again = try TarGzip.read(try TarGzip.write(files), limits: .chart)
        try Finding.require(again == files, "packing \(files.map(\.path)) gives \(again.map(\.path))")
    }

    private static func withChecksums(_ bytes: [UInt8]) -> [UInt8] {
        var tar = bytes
        var start = 0
        while start + 512 <= tar.count, start < 1 << 20 {
            let header = tar[start..<(start + 512)]
            guard header.contains(where: { $0 != 0 }) else {
                start += 512
                continue
            }
            tar.replaceSubrange((start + 148)..<(start + 156), with: repeatElement(0x20, count: 8))
            let sum = tar[start..<(start + 512)].reduce(0) { $0 + Int($1) }
            let digits = String(sum, radix: 8)
            let field = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
            tar.replaceSubrange((start + 148)..<(start + 156), with: field.utf8)
            let size = tar[(start + 124)..<(start + 136)].prefix { (0x30...0x37).contains($0) }
                .reduce(0) { $0 << 3 | Int($1 & 7) }
            start += 512 + min(size, 1 << 20) / 512 * 512 + (size % 512 == 0 ? 0 : 512)
        }
        return tar
    }
}
