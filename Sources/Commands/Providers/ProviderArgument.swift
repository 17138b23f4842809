/// The folder that `providers lint` and `providers test` look at.
enum ProviderArgument {
    /// Its absolute path.
    ///
    /// - Throws: `CommandFailure` with status `usage` when there is no such folder.
    static func path(_ argument: String, _ context: CommandContext) throws(CommandFailure) -> String {
        var path = argument
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return try context.folder(path, "folder")
    }
}
