/// The files of `charts/` and `checks/`, as they were when the binary was built.
public enum BuiltIn {
    public struct File: Sendable, Equatable {
        /// Relative to the folder asked for, parts separated by `/`.
        public let path: String
        public let text: String
    }

    /// Every file below `folder` (such as `charts/dynamo`), in the order of paths; none when there is no such folder.
    public static func files(below folder: String) -> [File] {
        let prefix = folder + "/"
        return EmbeddedFiles.all.compactMap { path, text in
            path.hasPrefix(prefix) ? File(path: String(path.dropFirst(prefix.count)), text: text) : nil
        }
    }

    /// The names of the folders directly inside `folder`, sorted.
    public static func folders(in folder: String) -> [String] {
        var names: [String] = []
        for file in files(below: folder) {
            guard let slash = file.path.firstIndex(of: "/") else { continue }
            let name = String(file.path[..<slash])
            if names.last != name { names.append(name) }
        }
        return names
    }
}
