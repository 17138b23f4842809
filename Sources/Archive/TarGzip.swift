import CArchive

/// Reads and writes `.tgz` archives, in memory alone.
public enum TarGzip {
    /// The entries in the archive's order.
    ///
    /// What follows the archive's end marker is not read, as Go's `archive/tar` does not. An archive that stops before
    /// its end marker is accepted when it stops at a header, as Go accepts it, and truncated anywhere else.
    public static func read(
        _ bytes: [UInt8], limits: ArchiveLimits = .chart
    ) throws(ArchiveError) -> [ArchiveEntry] {
        var tar: [UInt8] = []
        do {
            try bytes.withUnsafeBytes { packed in tar = try unpack(packed, limits: limits) }
            return try tar.withUnsafeBytes { try entries(of: $0, limits: limits) }
        } catch let error as ArchiveError {
            throw error
        } catch {
            throw ArchiveError(code: .failed, message: "cannot read the archive", underlying: "\(error)")
        }
    }

    /// The tar stream up to its end marker, scanned before anything else reads it.
    private static func unpack(
        _ packed: UnsafeRawBufferPointer, limits: ArchiveLimits
    ) throws(ArchiveError) -> [UInt8] {
        let gunzip = try Gunzip(packed, limits: limits)
        var scan = TarScan(limits: limits)
        var tar: [UInt8] = []
        // Headers and padding beside the contents: at most three headers and a block of padding an entry.
        let most = limits.totalBytes + limits.headerBytes + limits.entries * 2048
        while try gunzip.read(into: &tar) {
            if try scan.advance(tar) == .end {
                tar.removeLast(tar.count - scan.length)
                return tar
            }
            guard tar.count <= most else {
                throw ArchiveError(
                    code: .tooLarge, message: "the archive is larger than the maximum size \(limits.totalBytes)")
            }
        }
        // No end marker, or one block of it.
        let rest = tar.count - min(scan.length, tar.count)
        let isAtHeader = tar.count == scan.length || (rest == 512 && tar.suffix(512).allSatisfy { $0 == 0 })
        guard isAtHeader else {
            throw ArchiveError(code: .truncated, message: "the archive ends in the middle of an entry")
        }
        return tar
    }

    private static func entries(
        of tar: UnsafeRawBufferPointer, limits: ArchiveLimits
    ) throws(ArchiveError) -> [ArchiveEntry] {
        guard !tar.isEmpty else { return [] }
        let handle = try ReadHandle(.none, .tar)
        try handle.check(carchive_read_open_memory(handle.pointer, tar.baseAddress, tar.count), "open the tar stream")
        var entries: [ArchiveEntry] = []
        var total = 0
        var header: OpaquePointer?
        while try handle.check(carchive_read_next_header(handle.pointer, &header), "read the next entry") == .ok {
            guard let header else { break }
            let path = try path(of: header)
            let kind = kind(of: header)
            var entry = ArchiveEntry(path: path, kind: kind)
            if kind == .file {
                guard carchive_entry_sparse_count(header) == 0 else {
                    throw ArchiveError(code: .unsupported, message: "sparse files are refused", path: path)
                }
                entry.bytes = try contents(of: header, handle, path: path, limits: limits)
                total += entry.bytes.count
            }
            guard entries.count < limits.entries, total <= limits.totalBytes else {
                throw ArchiveError(code: .tooLarge, message: "the archive is over its limits", path: path)
            }
            entries.append(entry)
        }
        return entries
    }

    /// Old headers hold bytes, which the C locale passes as they are; PAX headers hold UTF-8.
    private static func path(of header: OpaquePointer) throws(ArchiveError) -> String {
        guard let name = carchive_entry_pathname(header) ?? carchive_entry_pathname_utf8(header) else {
            throw ArchiveError(code: .corrupt, message: "an entry's name is neither text nor bytes")
        }
        return String(cString: name)
    }

    private static func kind(of header: OpaquePointer) -> ArchiveEntry.Kind {
        if carchive_entry_hardlink(header) != nil || carchive_entry_hardlink_utf8(header) != nil { return .hardLink }
        return switch UInt32(carchive_entry_filetype(header)) {
        case 0o100000: .file
        case 0o040000: .directory
        case 0o120000: .symbolicLink
        default: .special
        }
    }

    private static func contents(
        of header: OpaquePointer, _ handle: ReadHandle, path: String, limits: ArchiveLimits
    ) throws(ArchiveError) -> [UInt8] {
        let size = carchive_entry_size(header)
        guard size >= 0, size <= limits.entryBytes else {
            throw ArchiveError(
                code: .tooLarge, message: "an entry is larger than the maximum file size \(limits.entryBytes)",
                path: path)
        }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                carchive_read_data(handle.pointer, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count < 0 { try handle.check(CInt(truncatingIfNeeded: count), "read an entry", path: path) }
            guard count > 0 else {
                throw ArchiveError(code: .truncated, message: "an entry is shorter than its header says", path: path)
            }
            done += count
        }
        return bytes
    }
}
