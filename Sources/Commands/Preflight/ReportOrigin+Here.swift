import Kubernetes
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ReportOrigin {
    /// A run that begins now, on this machine.
    ///
    /// - Parameters:
    ///   - file: what the user gave; `-` and URLs are not files of a repository.
    ///   - line: of what the findings are about.
    static func here(file: String? = nil, line: Int = 1, _ context: CommandContext) -> ReportOrigin {
        ReportOrigin(
            version: GroundcrewVersion.current, hostname: hostname, start: Int64(context.clientEnvironment.now()),
            file: file.flatMap { place($0, context) }.map { File(path: $0, line: line) })
    }

    private static func place(_ file: String, _ context: CommandContext) -> String? {
        if file == "-" || file.contains("://") { return nil }
        guard let resolved = realpath(context.absolute(file), nil) else { return nil }
        defer { free(resolved) }
        return RepositoryPath.relative(String(cString: resolved), currentFolder: context.currentFolder) { path in
            access(path, F_OK) == 0
        }
    }

    private static var hostname: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "localhost" }
    }
}

/// Paths as code scanning wants them.
enum RepositoryPath {
    /// Relative to the root of the Git repository that holds the file, else to the current folder, else absolute.
    static func relative(_ path: String, currentFolder: String, exists: (String) -> Bool) -> String {
        var folder = path[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            if exists("\(folder)/.git") { return String(path.dropFirst(folder.count + 1)) }
        }
        let current = currentFolder.hasSuffix("/") ? currentFolder : currentFolder + "/"
        return path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
    }
}
