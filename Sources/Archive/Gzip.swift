import CArchive

/// Packs and unpacks plain gzip streams, in memory alone.
public enum Gzip {
    /// - Throws: `ArchiveError` with code `tooLarge` when the stream unpacks to more than `limit` bytes.
    public static func unpack(_ bytes: [UInt8], upTo limit: Int) throws(ArchiveError) -> [UInt8] {
        var unpacked: [UInt8] = []
        do {
            try bytes.withUnsafeBytes { packed in
                let stream = try Gunzip(packed, limits: ArchiveLimits(totalBytes: limit, entryBytes: limit))
                while try stream.read(into: &unpacked) {
                    guard unpacked.count <= limit else {
                        throw ArchiveError(code: .tooLarge, message: "the stream unpacks to more than \(limit) bytes")
                    }
                }
            }
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw ArchiveError(code: .failed, message: "cannot unpack the stream", underlying: "\(error)")
        }
        return unpacked
    }

    /// Packs as tightly as gzip can; equal bytes give equal streams.
    public static func pack(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
        let handle = try WriteHandle()
        try handle.check(carchive_write_add_filter_gzip(handle.pointer), "enable gzip")
        try handle.check(carchive_write_set_options(handle.pointer, "gzip:!timestamp"), "set options")
        try handle.check(carchive_write_set_options(handle.pointer, "gzip:compression-level=9"), "set options")
        try handle.check(carchive_write_set_format_raw(handle.pointer), "enable raw streams")
        // Without padding to whole blocks, which readers of a bare stream would see as garbage.
        try handle.check(carchive_write_set_bytes_in_last_block(handle.pointer, 1), "set options")
        let context = Unmanaged.passUnretained(handle.sink).toOpaque()
        try handle.check(carchive_write_open(handle.pointer, context, nil, appendToSink, nil), "open the stream")
        guard let header = carchive_entry_new() else {
            throw ArchiveError(code: .failed, message: "cannot create an entry: out of memory")
        }
        defer { carchive_entry_free(header) }
        carchive_entry_set_filetype(header, 0o100000)
        try handle.check(carchive_write_header(handle.pointer, header), "write the stream's header")
        let written = bytes.withUnsafeBytes { carchive_write_data(handle.pointer, $0.baseAddress, $0.count) }
        if written < 0 { try handle.check(CInt(truncatingIfNeeded: written), "write the stream") }
        guard written == bytes.count else {
            throw ArchiveError(code: .failed, message: "the stream was written short")
        }
        try handle.check(carchive_write_close(handle.pointer), "finish the stream")
        return handle.sink.bytes
    }
}
