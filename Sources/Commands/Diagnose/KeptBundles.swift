import FoundationEssentials
import Releases

/// Keeps the bundles of failed runs where programs keep their state: `$XDG_STATE_HOME/groundcrew/diagnostics`, or below
/// `~/.local/state`, or in the current folder where there is no home.
struct KeptBundles: BundleKeeping {
    let environment: [String: String]
    let currentFolder: String
    /// Seconds since 1970, for the files in the archive.
    let now: @Sendable () -> Double

    /// Bundles in the folder of their own: the newest stay.
    static let count = 20

    /// The folder for bundles alone, absolute; nil where there is no home.
    private var ownFolder: String? {
        func path(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        let state = path("XDG_STATE_HOME") ?? path("HOME").map { "\($0)/.local/state" }
        return state.map { "\($0)/groundcrew/diagnostics" }
    }

    func keep(_ bundle: DiagnosticsBundle, named name: String) throws -> String {
        let folder = ownFolder ?? currentFolder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = Self.free("\(folder)/\(name)")
        try PrivateFile.write(try bundle.packed(in: name, modified: Int(now())), to: path)
        if let ownFolder { removeOldest(in: ownFolder) }
        return path
    }

    /// Two releases of one name may fail in one second: neither bundle takes the other's place.
    private static func free(_ path: String) -> String {
        var (candidate, number) = ("\(path).tar.gz", 1)
        while FileManager.default.fileExists(atPath: candidate) {
            number += 1
            candidate = "\(path).\(number).tar.gz"
        }
        return candidate
    }

    /// What cannot be removed stays: it takes room, and nothing else.
    private func removeOldest(in folder: String) {
        let files = FileManager.default
        let bundles = ((try? files.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix("groundcrew-") && $0.hasSuffix(".tar.gz") }
            .sorted { Self.time($0) > Self.time($1) }
        for name in bundles.dropFirst(Self.count) { try? files.removeItem(atPath: "\(folder)/\(name)") }
    }

    /// The end of its name, which tells when it was made.
    private static func time(_ name: String) -> Substring { name.split(separator: "-").last ?? "" }
}
