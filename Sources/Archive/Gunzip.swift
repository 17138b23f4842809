import CArchive

/// Unpacks a gzip stream piece by piece and stops where its reader stops, or at the limits.
final class Gunzip {
    private let handle: ReadHandle
    private let packedCount: Int
    private let limits: ArchiveLimits
    private var piece = [UInt8](repeating: 0, count: 256 << 10)
    private(set) var unpackedCount = 0

    /// `bytes` must stay in place while this lives: libarchive reads them where they are.
    init(_ bytes: UnsafeRawBufferPointer, limits: ArchiveLimits) throws(ArchiveError) {
        guard bytes.count >= 3, bytes[0] == 0x1f, bytes[1] == 0x8b, bytes[2] == 0x08 else {
            throw ArchiveError(
                code: bytes.count < 3 ? .truncated : .notGzip,
                message: "not a gzipped archive: the gzip signature is missing")
        }
        handle = try ReadHandle(.gzip, .raw)
        packedCount = bytes.count
        self.limits = limits
        try handle.check(carchive_read_open_memory(handle.pointer, bytes.baseAddress, bytes.count), "open the archive")
        var entry: OpaquePointer?
        if try handle.check(carchive_read_next_header(handle.pointer, &entry), "read the gzip header") == .end {
            throw ArchiveError(code: .truncated, message: "the gzip stream is empty")
        }
    }

    /// Appends the next piece to `buffer`; false at the end of the stream.
    func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Bool {
        let count = piece.withUnsafeMutableBytes { carchive_read_data(handle.pointer, $0.baseAddress, $0.count) }
        if count < 0 { try handle.check(CInt(truncatingIfNeeded: count), "unpack the gzip stream") }
        guard count > 0 else { return false }
        piece.withUnsafeBufferPointer { buffer.append(contentsOf: UnsafeBufferPointer(rebasing: $0[..<count])) }
        unpackedCount += count
        if unpackedCount > limits.ratioFloor, unpackedCount / limits.ratio > packedCount {
            throw ArchiveError(
                code: .tooLarge,
                message: "the archive unpacks to more than \(limits.ratio) times its size, which only a bomb does")
        }
        return true
    }
}
