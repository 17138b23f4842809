import Preflight

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Files of checks that arguments name, alone or by their folder.
enum LintedChecks {
    /// Each once, under the name that the arguments lead to.
    ///
    /// - Throws: `CommandFailure` with status `usage` for what cannot be read, and for a folder without checks.
    static func files(_ arguments: [String], _ context: CommandContext) throws -> [CheckLint.File] {
        var seen: Set<String> = []
        var files: [CheckLint.File] = []
        for name in try arguments.flatMap({ try names($0, context) }) where seen.insert(context.absolute(name)).inserted
        {
            let bytes = try context.readFile(name, upTo: CommandLimits.configurationFile)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CommandFailure(.usage, "\(name): is not text in UTF-8", hint: "save it as UTF-8")
            }
            files.append(CheckLint.File(name, text))
        }
        return files
    }

    private static func names(_ argument: String, _ context: CommandContext) throws -> [String] {
        guard isFolder(context.absolute(argument)) else { return [argument] }
        let folder = try ProviderArgument.path(argument, context)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        guard !names.isEmpty else {
            throw CommandFailure(
                .usage, "\(argument): holds no check: no file in it ends in .yaml",
                hint: "docs/checks.md shows how to write one")
        }
        return names.map { context.relative("\(folder)/\($0)") }
    }

    private static func isFolder(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
