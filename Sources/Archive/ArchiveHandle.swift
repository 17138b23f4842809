import CArchive

/// Owns one `struct archive` for reading; freed when the last reference goes.
///
/// Not Sendable: libarchive handles belong to one thread at a time, and none leaves this module.
final class ReadHandle {
    enum Format { case tar, raw }
    enum Filter { case gzip, none }

    let pointer: OpaquePointer

    /// Enables one filter and one format and nothing else, so that no other reader's faults concern us.
    init(_ filter: Filter, _ format: Format) throws(ArchiveError) {
        try requireLibrary()
        guard let pointer = carchive_read_new() else {
            throw ArchiveError(code: .failed, message: "cannot create an archive reader: out of memory")
        }
        self.pointer = pointer
        switch filter {
        case .gzip: try check(carchive_read_support_filter_gzip(pointer), "enable gzip")
        case .none: break
        }
        switch format {
        case .tar: try check(carchive_read_support_format_tar(pointer), "enable tar")
        case .raw: try check(carchive_read_support_format_raw(pointer), "enable raw streams")
        }
    }

    deinit { carchive_read_free(pointer) }

    /// Every return code passes here: OK and EOF return, anything else throws with the library's own words.
    ///
    /// A warning is an error too, for libarchive warns where it guesses; but for names that the locale cannot spell:
    /// those are read as UTF-8.
    @discardableResult
    func check(_ code: CInt, _ action: String, path: String? = nil) throws(ArchiveError) -> Outcome {
        if code == ARCHIVE_WARN, words(of: pointer).contains("can't be converted from") { return .ok }
        return try funnel(pointer, code, action, path: path)
    }
}

/// Owns one `struct archive` for writing; freed when the last reference goes. Not Sendable, as `ReadHandle`.
final class WriteHandle {
    /// Where libarchive's blocks gather. The handle owns it: freeing an archive that failed still writes.
    final class Sink { var bytes: [UInt8] = [] }

    let pointer: OpaquePointer
    let sink = Sink()

    init() throws(ArchiveError) {
        try requireLibrary()
        guard let pointer = carchive_write_new() else {
            throw ArchiveError(code: .failed, message: "cannot create an archive writer: out of memory")
        }
        self.pointer = pointer
    }

    deinit { carchive_write_free(pointer) }

    @discardableResult
    func check(_ code: CInt, _ action: String, path: String? = nil) throws(ArchiveError) -> Outcome {
        try funnel(pointer, code, action, path: path)
    }
}

/// libarchive is loaded with the first archive; a machine without it still renders folders.
private func requireLibrary() throws(ArchiveError) {
    guard let problem = carchive_problem() else { return }
    throw ArchiveError(
        code: .failed, message: "cannot load libarchive: install the package libarchive13",
        underlying: String(cString: problem))
}

/// What a call that did not fail says: the end of the data is not an error, and no error is the end.
enum Outcome { case ok, end }

private func funnel(
    _ pointer: OpaquePointer, _ code: CInt, _ action: String, path: String?
) throws(ArchiveError) -> Outcome {
    if code == ARCHIVE_OK { return .ok }
    if code == ARCHIVE_EOF { return .end }
    let words = words(of: pointer)
    let isTruncated = words.contains("runcated")
    throw ArchiveError(
        code: isTruncated ? .truncated : .corrupt, message: "cannot \(action)", path: path, underlying: words)
}

private func words(of pointer: OpaquePointer) -> String {
    carchive_error_string(pointer).map { String(cString: $0) } ?? ""
}
