import CArchive

extension TarGzip {
    /// Packs entries in the order given; the same entries always give the same bytes.
    ///
    /// Owners are 0, modes 0644 or 0755, and times those given (seconds since 1970).
    public static func write(_ entries: [ArchiveEntry], modified: Int = 0) throws(ArchiveError) -> [UInt8] {
        let handle = try WriteHandle()
        try handle.check(carchive_write_add_filter_gzip(handle.pointer), "enable gzip")
        // The gzip header would carry the time of day.
        try handle.check(carchive_write_set_options(handle.pointer, "gzip:!timestamp"), "set options")
        try handle.check(carchive_write_set_format_pax_restricted(handle.pointer), "enable tar")
        // Names are bytes to us; converting them would depend on the machine's locale.
        try handle.check(carchive_write_set_options(handle.pointer, "pax:hdrcharset=BINARY"), "set options")
        let context = Unmanaged.passUnretained(handle.sink).toOpaque()
        try handle.check(carchive_write_open(handle.pointer, context, nil, appendToSink, nil), "open the archive")
        for entry in entries { try add(entry, to: handle, modified: modified) }
        try handle.check(carchive_write_close(handle.pointer), "finish the archive")
        return handle.sink.bytes
    }

    private static func add(
        _ entry: ArchiveEntry, to handle: WriteHandle, modified: Int
    ) throws(ArchiveError) {
        guard let header = carchive_entry_new() else {
            throw ArchiveError(code: .failed, message: "cannot create an entry: out of memory", path: entry.path)
        }
        defer { carchive_entry_free(header) }
        carchive_entry_set_pathname(header, entry.path)
        carchive_entry_set_mtime(header, time_t(modified), 0)
        switch entry.kind {
        case .file:
            carchive_entry_set_filetype(header, 0o100000)
            carchive_entry_set_perm(header, 0o644)
            carchive_entry_set_size(header, Int64(entry.bytes.count))
        case .directory:
            carchive_entry_set_filetype(header, 0o040000)
            carchive_entry_set_perm(header, 0o755)
        case .symbolicLink, .hardLink, .special:
            throw ArchiveError(code: .unsupported, message: "only files and directories are packed", path: entry.path)
        }
        try handle.check(carchive_write_header(handle.pointer, header), "write a header", path: entry.path)
        guard entry.kind == .file, !entry.bytes.isEmpty else { return }
        let written = entry.bytes.withUnsafeBytes { carchive_write_data(handle.pointer, $0.baseAddress, $0.count) }
        if written < 0 { try handle.check(CInt(truncatingIfNeeded: written), "write an entry", path: entry.path) }
        guard written == entry.bytes.count else {
            throw ArchiveError(code: .failed, message: "an entry was written short", path: entry.path)
        }
    }
}

/// The write callback. The corresponding C type is `archive_write_callback`.
func appendToSink(
    _: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ buffer: UnsafeRawPointer?, _ count: Int
) -> Int {
    guard let context, let buffer else { return -1 }
    let sink = Unmanaged<WriteHandle.Sink>.fromOpaque(context).takeUnretainedValue()
    sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
    return count
}
