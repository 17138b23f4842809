/// A folder of providers that an argument or a flag names.
enum ProviderArgument {
    /// Its absolute path, without a slash at its end.
    ///
    /// - Parameter flag: that named it, as errors call it.
    /// - Throws: `CommandFailure` with status `usage` when there is no such folder.
    static func path(
        _ argument: String, flag: String = "folder", _ context: CommandContext
    ) throws(CommandFailure) -> String {
        var path = argument
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return try context.folder(path, flag)
    }
}
