using CallGrains.Host.Composition;

return await HostCommand.RunAsync(args);
