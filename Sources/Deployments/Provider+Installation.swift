import Formats
import Providers

extension Provider {
    /// The folder that `--charts` names for it; nil for one that is inside the binary.
    var chartsFolder: String? {
        guard !isBuiltIn else { return nil }
        guard let slash = folder.lastIndex(of: "/") else { return "." }
        return slash == folder.startIndex ? "/" : String(folder[..<slash])
    }

    /// The command that installs what it needs, which finds it.
    var installation: String { Self.installation(of: name, in: chartsFolder) }

    /// - Parameter folder: as `chartsFolder` says it.
    static func installation(of name: String, in folder: String?) -> String {
        "groundcrew install \(name)" + (folder.map { " --charts \(ShellWord.quoted($0))" } ?? "")
    }
}
