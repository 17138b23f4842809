/// Paths as text, in the ways that kubeconfigs need.
enum FilePaths {
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    /// An empty path stays empty, an absolute one as it is.
    static func resolved(_ path: String, in folder: String) -> String {
        guard !path.isEmpty, !path.hasPrefix("/") else { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }
}
