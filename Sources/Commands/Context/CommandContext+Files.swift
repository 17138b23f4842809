import Kubernetes

extension CommandContext {
    /// The machine as the Kubernetes client sees it, with this context's environment.
    var surroundings: Surroundings {
        var surroundings = Surroundings.live
        surroundings.environment = environment
        return surroundings
    }

    /// - Throws: `CommandFailure` with status `usage`, saying whether the file is absent, unreadable or too large.
    func readFile(_ path: String, upTo limit: Int) throws(CommandFailure) -> [UInt8] {
        do {
            return try surroundings.files.read(absolute(path), upTo: limit)
        } catch {
            let hint: String? =
                switch error.code {
                case .notFound where path.hasPrefix("/"): "check the path"
                case .notFound: "check the path; it is relative to \(currentFolder)"
                case .tooLarge: "the file may have at most \(limit) bytes"
                default: nil
                }
            throw CommandFailure(.usage, "\(path): \(error.message)", hint: hint)
        }
    }

    /// - Throws: `CommandFailure` with status `usage` when standard input holds more.
    func standardInput(upTo limit: Int) throws(CommandFailure) -> [UInt8] {
        guard let bytes = readStandardInput(limit) else {
            throw CommandFailure(.usage, "standard input holds more than \(limit) bytes")
        }
        return bytes
    }
}
