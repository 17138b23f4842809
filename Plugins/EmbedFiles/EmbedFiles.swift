import Foundation
import PackagePlugin

/// Turns the files of `charts/` and `checks/` into Swift source, so that the binary carries them.
@main
struct EmbedFiles: BuildToolPlugin {
    static let folders = ["charts", "checks"]

    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let root = context.package.directoryURL
        let files = try Self.folders.flatMap { try self.files(below: root.appending(path: $0)) }.sorted()
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        return [
            .buildCommand(
                displayName: "Embed charts and checks",
                executable: try context.tool(named: "embed-files").url,
                arguments: [root.path(percentEncoded: false), output.path(percentEncoded: false)] + files,
                inputFiles: files.map { root.appending(path: $0) },
                outputFiles: [output])
        ]
    }

    /// Paths relative to the package, dot files left out but for `.helmignore`, which is part of a chart.
    private func files(below folder: URL) throws -> [String] {
        let real = folder.resolvingSymlinksInPath().path(percentEncoded: false)
        let names = try FileManager.default.subpathsOfDirectory(atPath: real)
        return names.filter { name in
            let last = name.split(separator: "/").last ?? ""
            guard !last.hasPrefix(".") || last == ".helmignore" else { return false }
            var isFolder: ObjCBool = false
            let path = folder.appending(path: name).path(percentEncoded: false)
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }
        .map { folder.lastPathComponent + "/" + $0 }
    }
}
