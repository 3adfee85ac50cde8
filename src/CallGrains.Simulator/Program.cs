using CallGrains.Simulator;

return await SimulatorCommand.RunAsync(args);
