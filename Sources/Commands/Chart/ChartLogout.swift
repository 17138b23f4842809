import ArgumentParser
import Repositories
import Value

struct ChartLogout: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forget the login to a registry, in groundcrew and Helm.")

    @Argument(help: "The registry's host, with its port if it has one.")
    var host: String

    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let logout = try await context.helmLogins(FetchOptions(), options).logOut(host)
        if let file = logout.remaining {
            context.warn(["Docker's login for \(host) is used from now on (\(file)): docker logout \(host) ends it"])
        }
        ResultPrinter(output: context.standardOutput, format: options.output)
            .print(["host": .string(host), "removed": .bool(logout.wasThere)]) {
                logout.wasThere ? "Removing login credentials for \(host)\n" : "there was no login for \(host)\n"
            }
    }
}
