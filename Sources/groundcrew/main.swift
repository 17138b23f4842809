import Commands

await Groundcrew.run()
